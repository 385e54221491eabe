import type { KeyObject } from 'node:crypto';
import { type Hello, helloBytes } from '../src/protocol/index.ts';
import { isSignedBy, publicKeyOf } from './access/index.ts';

/** The key of a HELLO, where its signature over the challenge proves that it is the client's; else null. */
export function signerOf(hello: Hello, challenge: Uint8Array): KeyObject | null {
  const key = publicKeyOf(hello.publicKey);
  return isSignedBy(key, helloBytes(challenge, hello), hello.signature) ? key : null;
}

/** 32 random bytes for a HELLO to answer. @param random 32 bits by chance */
export function drawNonce(random: () => number): Uint8Array {
  return new Uint8Array(Uint32Array.from({ length: 8 }, random).buffer);
}
