import { type Architecture, checkpointTensors, parseConfig } from '../../src/model/index.ts';

/** Sides of a small random model. */
export interface Shape {
  readonly type: 'roberta' | 'bert';
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly positions: number;
}

export function architectureOf(shape: Shape): Architecture {
  return parseConfig({
    model_type: shape.type,
    vocab_size: shape.vocabulary,
    hidden_size: shape.hidden,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    intermediate_size: shape.feedForward,
    hidden_act: 'gelu',
    max_position_embeddings: shape.positions,
    type_vocab_size: shape.type === 'bert' ? 2 : 1,
    layer_norm_eps: 1e-5,
    pad_token_id: shape.type === 'bert' ? 0 : 1,
  });
}

/**
 * A safetensors file of random float16 weights, made while it is read: nothing of its size is ever held.
 * As in any checkpoint, adapters are not in it. Norm weights lie near 1, all others at about 1 / sqrt(H) with random signs.
 */
export async function* randomCheckpoint(architecture: Architecture, seed: number): AsyncGenerator<Uint8Array> {
  const entries: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const { name, shape, size } of checkpointTensors(architecture)) {
    entries[name] = { dtype: 'F16', shape, data_offsets: [end, end + 2 * size] };
    end += 2 * size;
  }
  const json = new TextEncoder().encode(JSON.stringify(entries));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  yield length;
  yield json;
  const exponent = 14 - Math.round(Math.log2(Math.sqrt(architecture.hidden)));
  let state = seed | 1;
  for (const { name, size } of checkpointTensors(architecture)) {
    const isNorm = /norm\.weight$/i.test(name);
    for (let first = 0; first < size; first += CHUNK) {
      const chunk = new Uint16Array(Math.min(CHUNK, size - first));
      for (let i = 0; i < chunk.length; i++) {
        // Marsaglia's xorshift: fast, and random enough for weights.
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        chunk[i] = isNorm ? 0x3c00 | (state & 0x3f) : (state & 0x83ff) | (exponent << 10);
      }
      yield new Uint8Array(chunk.buffer);
    }
  }
}

const CHUNK = 2 ** 15;

/** A file's chunks as one piece. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
