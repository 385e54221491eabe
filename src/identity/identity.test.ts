import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { generateKey, generateSeedKey, identityOf, seededIdentity } from './index.ts';
import { generateNativeKey, nativeIdentity } from './native.ts';

/** RFC 8032, section 7.1: tests 1 to 3. */
const VECTORS = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8 = hexToBytes('302e020100300506032b657004220420');

async function nativeOf(seed: Uint8Array, publicKey: Uint8Array) {
  const bytes = Uint8Array.of(...PKCS8, ...seed);
  const privateKey = await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', false, ['sign']);
  return nativeIdentity({ kind: 'native', privateKey, publicKey });
}

test.each(VECTORS)(
  'the seed $seed gives the key and signature of RFC 8032, in both implementations',
  async (vector) => {
    const [seed, message] = [hexToBytes(vector.seed), hexToBytes(vector.message)];
    const seeded = await seededIdentity(seed);
    expect(bytesToHex(seeded.publicKey)).toBe(vector.publicKey);
    expect(bytesToHex(await seeded.sign(message))).toBe(vector.signature);
    const native = await nativeOf(seed, seeded.publicKey);
    expect(bytesToHex(await native.sign(message))).toBe(vector.signature);
    expect(native.participant).toBe(seeded.participant);
    expect([seeded.isExtractable, native.isExtractable]).toEqual([true, false]);
  },
);

test('the pseudonym is the first half of the SHA-256 of the public key', async () => {
  const { publicKey, participant } = await seededIdentity(hexToBytes(VECTORS[0]!.seed));
  // By another program: xxd -r -p | sha256sum.
  expect(bytesToHex(publicKey)).toBe(VECTORS[0]!.publicKey);
  expect(participant).toBe('21fe31dfa154a261626bf854046fd227');
});

test('a new key is the browser’s own and cannot be taken out; without crypto.subtle, or without Ed25519 in it, it is a seed', async () => {
  const native = await generateKey();
  expect(native.kind).toBe('native');
  if (native.kind === 'native')
    await expect(crypto.subtle.exportKey('pkcs8', native.privateKey)).rejects.toThrow(/extractable/);
  const message = Uint8Array.of(1, 2, 3);
  const { publicKey, sign } = await identityOf(native);
  const checker = await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify']);
  expect(await crypto.subtle.verify('Ed25519', checker, (await sign(message)).slice(), message)).toBe(true);

  const old: SubtleCrypto = Object.create(crypto.subtle, {
    generateKey: { value: () => Promise.reject(new DOMException('Unrecognized name', 'NotSupportedError')) },
  });
  expect((await generateKey(old)).kind).toBe('seed');
  expect(await generateNativeKey(null)).toBeNull();
  expect(generateSeedKey().seed).toHaveLength(32);
  expect(generateSeedKey().seed).not.toEqual(generateSeedKey().seed);
});

test('a private key of another length is refused', async () => {
  await expect(seededIdentity(new Uint8Array(31))).rejects.toThrow(RangeError);
});
