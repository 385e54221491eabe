import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { type StoredKey, seededIdentity } from './key.ts';
import { importNativeKey } from './native.ts';
import { SEED_BYTES } from './seed-key.ts';

/** Why a file gives no key. */
export type KeyFileFault =
  /** No PEM: nothing between BEGIN and END. */
  | 'no-pem'
  /** Locked with a passphrase. */
  | 'encrypted'
  /** The half that everybody may have. */
  | 'public'
  /** A key of another kind than Ed25519, or not whole. */
  | 'other-kind';

/** RFC 8410 in PKCS #8: the algorithm Ed25519, and the lengths of what wraps the 32 bytes that follow. */
const BEFORE_SEED = '300506032b657004220420';
/** The same in a file: a sequence of 46 bytes, version 0. */
const FILE_BEGINNING = '302e020100';

/**
 * A key that was made elsewhere: the browser's own where it has Ed25519, which then hands it out to nobody, else a seed.
 * @param seed 32 bytes; the caller's to forget
 * @throws RangeError when it has another length
 */
export async function importKey(
  seed: Uint8Array,
  subtle: SubtleCrypto | undefined = globalThis.crypto.subtle,
): Promise<StoredKey> {
  // In JavaScript, since a browser tells the public half of no key that it keeps to itself.
  const { publicKey } = await seededIdentity(seed);
  const pkcs8 = hexToBytes(FILE_BEGINNING + BEFORE_SEED + bytesToHex(seed));
  return (await importNativeKey(pkcs8, publicKey, subtle)) ?? { kind: 'seed', seed: seed.slice() };
}

/** The seed in the text of a private key's file: PEM of PKCS #8, with or without the public half behind it. */
export function readKeyFile(text: string): { readonly seed: Uint8Array } | { readonly fault: KeyFileFault } {
  const [, kind = '', base64 = ''] = /-----BEGIN ([A-Z ]+)-----([\sA-Za-z0-9+/=]*)-----END \1-----/.exec(text) ?? [];
  if (kind === 'ENCRYPTED PRIVATE KEY') return { fault: 'encrypted' };
  if (kind.includes('PUBLIC')) return { fault: 'public' };
  if (kind === '') return { fault: 'no-pem' };
  const digits = kind === 'PRIVATE KEY' ? digitsOf(base64) : '';
  // Behind the outer sequence (two bytes) and the version (three).
  const isOurs = digits.startsWith(BEFORE_SEED, 10);
  const seed = digits.slice(10 + BEFORE_SEED.length).slice(0, 2 * SEED_BYTES);
  return isOurs && seed.length === 2 * SEED_BYTES ? { seed: hexToBytes(seed) } : { fault: 'other-kind' };
}

/** The text of a private key's file, as `readKeyFile`, the relay and OpenSSL read it. @param seed 32 bytes */
export function keyFile(seed: Uint8Array): string {
  const bytes = hexToBytes(FILE_BEGINNING + BEFORE_SEED + bytesToHex(seed));
  return `-----BEGIN PRIVATE KEY-----\n${btoa(String.fromCharCode(...bytes))}\n-----END PRIVATE KEY-----\n`;
}

function digitsOf(base64: string): string {
  try {
    return bytesToHex(Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (letter) => letter.charCodeAt(0)));
  } catch {
    return '';
  }
}
