import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type ParticipantId, parseParticipantId } from '../protocol/index.ts';

/** Who this device is in one federation: an Ed25519 key (RFC 8032), of which the pseudonym is the hash. */
export interface Identity {
  readonly participant: ParticipantId;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The private key lies on this device as plain bytes, since its browser can't keep it more safely on this page. */
  readonly isExtractable: boolean;
  /** @returns the signature, 64 bytes; some browsers make another one each time, as good as the first */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** The pseudonym of a public key: the first 16 bytes of its SHA-256, so that nobody can take another's place. */
export function participantOf(publicKey: Uint8Array): ParticipantId {
  return parseParticipantId(bytesToHex(sha256(publicKey)).slice(0, 32));
}
