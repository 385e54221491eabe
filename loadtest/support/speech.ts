import { sign } from 'node:crypto';
import {
  type Epoch,
  type Hash,
  type Manifest,
  PROTOCOL_VERSION,
  type ParticipantId,
  type Sequence,
  contributionBytesToSign,
  encodeClientMessage,
  helloBytes,
  manifestHash,
  parseFederationId,
  scalarCount,
} from '../../src/protocol/index.ts';
import type { Identity } from './identity.ts';

/** The state that a client says it holds. */
export interface Place {
  readonly epoch: Epoch | null;
  readonly sequence: Sequence;
  readonly fingerprint: string;
}

/** What all clients of a federation say alike. Every signature is made in here. */
export class Speech {
  readonly manifest: Manifest;
  readonly hash: Hash;
  readonly #federation;
  readonly #scalars: number;

  constructor(manifest: Manifest) {
    this.manifest = manifest;
    this.hash = manifestHash(manifest);
    this.#federation = parseFederationId(manifest.id);
    this.#scalars = scalarCount(manifest);
  }

  hello(identity: Identity, nonce: Uint8Array, place: Place): Uint8Array<ArrayBuffer> {
    const { publicKey } = identity;
    const unsigned = {
      type: 'hello',
      version: PROTOCOL_VERSION,
      federation: this.#federation,
      publicKey,
      ...place,
      invite: '',
    } as const;
    return encodeClientMessage({ ...unsigned, signature: signed(identity, helloBytes(nonce, unsigned)) });
  }

  ready(): Uint8Array<ArrayBuffer> {
    return encodeClientMessage({ type: 'ready', ready: true });
  }

  contribution(identity: Identity, epoch: Epoch, round: Sequence, chain: Hash): Uint8Array<ArrayBuffer> {
    const scalars = scalarsOf(identity.participant, round, this.#scalars);
    const unsigned = { type: 'contribution', round, chain, examples: 10, scalars } as const;
    const bytes = contributionBytesToSign(this.hash, epoch, unsigned);
    return encodeClientMessage({ ...unsigned, signature: signed(identity, bytes) });
  }
}

function signed({ privateKey }: Identity, bytes: Uint8Array): Uint8Array {
  return sign(null, bytes, privateKey);
}

/**
 * The answer of a participant to a round, the same whenever it is asked again. It names both, so that an audit finds
 * scalars that were put into another round or beside another name.
 */
export function scalarsOf(participant: ParticipantId, round: number, count: number): Float32Array {
  const first = Number.parseInt(participant.slice(0, 4), 16) / 65_536;
  return Float32Array.from({ length: count }, (_, i) => (i === 0 ? first : i === 1 ? round : (i % 7) - 3));
}
