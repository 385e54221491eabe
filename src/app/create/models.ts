import { computed, signal } from '@preact/signals';
import { estimateMemory } from '../../engine/index.ts';
import { DEFAULT_MODEL, EVALUATION_BATCH, ModelError, parseConfig, withTrainable } from '../../model/index.ts';
import type { ModelDescription, ModelSource } from '../../protocol/index.ts';
import { loadKey, organiserKey } from '../organise/key.ts';
import { describeModel, models as listModels } from '../organise/relay-client.ts';
import { change, draft } from './store.ts';

/** Models that the relay has, once it was asked. */
export const known = signal<readonly ModelDescription[] | null>(null);
/** Why they could not be had, as it was thrown. */
export const listFault = signal<unknown>(null);
/** The model that is being fetched by the relay, and why that failed. */
export const fetching = signal<AbortController | null>(null);
export const fetchFault = signal<unknown>(null);

/** Asks the relay for its models, and begins with the default one where it is among them. */
export async function loadModels(): Promise<void> {
  try {
    known.value = await listModels();
    listFault.value = null;
  } catch (error) {
    listFault.value = error;
    return;
  }
  const first = known.value.find(({ model }) => model.name === DEFAULT_MODEL) ?? known.value[0];
  if (!draft.peek().model && first) choose(first);
}

export function choose(model: ModelDescription): void {
  change({ model });
}

/** Has the relay fetch and describe a model; it is chosen then. */
export async function fetchModel(source: ModelSource): Promise<void> {
  await loadKey();
  const key = organiserKey.peek();
  if (!key || fetching.peek()) return;
  const stopping = new AbortController();
  fetching.value = stopping;
  fetchFault.value = null;
  try {
    const description = await describeModel(key.identity, source, stopping.signal);
    const others = (known.peek() ?? []).filter(({ model }) => model.location !== description.model.location);
    known.value = [...others, description];
    choose(description);
  } catch (error) {
    if (!stopping.signal.aborted) fetchFault.value = error;
  } finally {
    fetching.value = null;
  }
}

/** Threads of a phone's engine. */
const THREADS = 4;

/** Bytes that training holds on a phone, with the draft's batch and length; null before a model is chosen. */
export const phoneMemory = computed<number | null>(() => {
  const { halfMemory, maxTokens, model, preset } = draft.value;
  return model && memoryOf(model, halfMemory ? 16 : 32, maxTokens ?? 128, preset.trains === 'lora');
});

/** About: the description has no feed-forward size and no heads, which are as the families have them. */
export function memoryOf(
  { architecture, hidden, layers, positions, vocabulary }: ModelDescription,
  precision: 16 | 32,
  length: number,
  hasAdapters: boolean,
): number | null {
  const family = architecture.toLowerCase().startsWith('bert') ? 'bert' : 'roberta';
  const config = {
    model_type: family,
    vocab_size: vocabulary,
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: Math.max(1, Math.round(hidden / 64)),
    intermediate_size: 4 * hidden,
    hidden_act: 'gelu',
    max_position_embeddings: positions + 2,
    type_vocab_size: 1,
    layer_norm_eps: 1e-5,
  };
  try {
    const plain = parseConfig(config);
    const shape = hasAdapters ? withTrainable(plain, { set: 'lora', rank: 8, alpha: 16 }) : plain;
    return estimateMemory('simd', shape, { precision, threads: THREADS, batch: EVALUATION_BATCH, length }).peak;
  } catch (error) {
    // A hidden size that 64 does not divide: nobody knows.
    if (error instanceof ModelError) return null;
    throw error;
  }
}
