import { generateKeyPairSync } from 'node:crypto';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { identityOf, importKey, keyFile, readKeyFile } from './index.ts';

/** RFC 8032, section 7.1, test 1. */
const SEED = hexToBytes('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const SIGNATURE =
  'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';

test('an imported key signs as RFC 8032 says, and its browser hands it out to nobody', async () => {
  const key = await importKey(SEED);
  if (key.kind !== 'native') throw new Error('This Node has Ed25519.');
  await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow(/extractable/);
  const identity = await identityOf(key);
  expect(bytesToHex(identity.publicKey)).toBe(PUBLIC);
  expect(bytesToHex(await identity.sign(new Uint8Array()))).toBe(SIGNATURE);
});

test('without Ed25519 in the browser the key is its seed, and signs the same', async () => {
  const old: SubtleCrypto = Object.create(crypto.subtle, {
    importKey: { value: () => Promise.reject(new DOMException('Unrecognized name', 'NotSupportedError')) },
  });
  const key = await importKey(SEED, old);
  expect(key.kind).toBe('seed');
  const identity = await identityOf(key);
  expect(bytesToHex(identity.publicKey)).toBe(PUBLIC);
  expect(bytesToHex(await identity.sign(new Uint8Array()))).toBe(SIGNATURE);
  await expect(importKey(SEED.slice(1))).rejects.toThrow(RangeError);
});

test('a file is read as Node writes it, and written as Node does', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const read = readKeyFile(`a line above\n${pem}`);
  if ('fault' in read) throw new Error(read.fault);
  expect(privateKey.export({ format: 'jwk' }).d).toBe(Buffer.from(read.seed).toString('base64url'));
  expect(keyFile(read.seed)).toBe(pem);
});

test('a file with the public half behind the private one is read too', () => {
  // RFC 8410, section 10.3, the second example, without its attributes.
  const bytes = hexToBytes(`3051020101300506032b657004220420${bytesToHex(SEED)}812100${PUBLIC}`);
  const pem = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(bytes).toString('base64')}\n-----END PRIVATE KEY-----`;
  expect(readKeyFile(pem)).toEqual({ seed: SEED });
});

test('what gives no key says why', () => {
  const ed = generateKeyPairSync('ed25519');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
  expect(readKeyFile(String(ed.privateKey.export(locked)))).toEqual({ fault: 'encrypted' });
  expect(readKeyFile(String(ed.publicKey.export({ type: 'spki', format: 'pem' })))).toEqual({ fault: 'public' });
  expect(readKeyFile(String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' })))).toEqual({ fault: 'other-kind' });
  expect(readKeyFile(String(rsa.privateKey.export({ type: 'pkcs1', format: 'pem' })))).toEqual({ fault: 'other-kind' });
  expect(readKeyFile('hello')).toEqual({ fault: 'no-pem' });
  expect(readKeyFile(keyFile(SEED).replace('MC4C', 'MC4'))).toEqual({ fault: 'other-kind' });
});
