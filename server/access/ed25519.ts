import { type KeyObject, createPublicKey, verify } from 'node:crypto';

/** RFC 8410: what stands before the 32 bytes of an Ed25519 public key in a SubjectPublicKeyInfo. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A public key for `isSignedBy`. @param bytes 32; any 32 are a key, though not all of them can sign */
export function publicKeyOf(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
}

/** Whether these 64 bytes are the key's Ed25519 signature (RFC 8032) over the message. Never throws. */
export function isSignedBy(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, message, key, signature);
  } catch {
    // Bytes that are no point of the curve: OpenSSL's versions differ in whether that is an error.
    return false;
  }
}
