import { type Identity, participantOf } from './identity.ts';

/** A key that the browser keeps: it signs, and hands its private half out to nobody, not even to this page. */
export interface NativeKey {
  readonly kind: 'native';
  readonly privateKey: CryptoKey;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** A new key, or null where this browser, or this page, has no Ed25519: over plain HTTP there is no `crypto.subtle`. */
export async function generateNativeKey(subtle: SubtleCrypto | null | undefined): Promise<NativeKey | null> {
  if (!subtle) return null;
  try {
    const { privateKey, publicKey } = await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return { kind: 'native', privateKey, publicKey: new Uint8Array(await subtle.exportKey('raw', publicKey)) };
  } catch {
    // Older browsers know the interface and not the algorithm; how they say so differs.
    return null;
  }
}

/**
 * A key that was made elsewhere, from now on the browser's to keep; null where `generateNativeKey` gives null.
 * @param pkcs8 the private key as RFC 8410 has it
 * @param publicKey its 32 bytes
 */
export async function importNativeKey(
  pkcs8: Uint8Array,
  publicKey: Uint8Array,
  subtle: SubtleCrypto | null | undefined,
): Promise<NativeKey | null> {
  if (!subtle) return null;
  try {
    const privateKey = await subtle.importKey('pkcs8', pkcs8.slice(), 'Ed25519', false, ['sign']);
    return { kind: 'native', privateKey, publicKey };
  } catch {
    return null;
  }
}

export function nativeIdentity({ privateKey, publicKey }: NativeKey): Identity {
  return {
    participant: participantOf(publicKey),
    publicKey,
    isExtractable: privateKey.extractable,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, bytes.slice())),
  };
}
