import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A federation's short name in addresses: lower-case letters, digits and hyphens, at most 40. */
export type FederationId = Brand<string, 'FederationId'>;
/** A participant's pseudonym in one federation: 16 bytes of its public key's SHA-256, as 32 hexadecimal digits. */
export type ParticipantId = Brand<string, 'ParticipantId'>;
/** A federation's incarnation: 8 random bytes, as hexadecimal digits, drawn when its log begins. */
export type Epoch = Brand<string, 'Epoch'>;
/** SHA-256 as 64 hexadecimal digits. */
export type Hash = Brand<string, 'Hash'>;
/** Number of a round and of the entry that it appends: 1, 2, 3, ... State 0 is the base model. */
export type Sequence = Brand<number, 'Sequence'>;

function hexParser<T extends string>(what: string, digits: number) {
  const pattern = new RegExp(`^[0-9a-f]{${digits}}$`);
  return (text: string): T => {
    if (!pattern.test(text)) throw new TypeError(`${what} must be ${digits} hexadecimal digits.`);
    return text as T;
  };
}

export const parseParticipantId = hexParser<ParticipantId>('A participant id', 32);
export const parseEpoch = hexParser<Epoch>('An epoch', 16);
export const parseHash = hexParser<Hash>('A hash', 64);

export function parseFederationId(text: string): FederationId {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(text)) {
    throw new TypeError('A federation id is 1 to 40 lower-case letters, digits and inner hyphens.');
  }
  return text as FederationId;
}

export function parseSequence(value: number): Sequence {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new TypeError('A sequence number is an unsigned 32-bit integer.');
  }
  return value as Sequence;
}

/** The pseudonym of whoever has this Ed25519 key, so that nobody can take another's. */
export function participantOf(publicKey: Uint8Array): ParticipantId {
  return bytesToHex(sha256(publicKey).subarray(0, 16)) as ParticipantId;
}
