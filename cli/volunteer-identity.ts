import { readFile, writeFile } from 'node:fs/promises';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Identity, generateSeedKey, seededIdentity } from '../src/identity/index.ts';
import { UsageError, wholeNumber } from './options.ts';

interface IdentityFlags {
  readonly key?: string;
  readonly seed?: string;
}

/** Who a headless volunteer is: somebody new each time, unless a file or a seed says who. */
export async function volunteerIdentity({ key: file, seed }: IdentityFlags): Promise<Identity> {
  if (file !== undefined && seed !== undefined) throw new UsageError('Take --key or --seed, not both.');
  if (file !== undefined) return seededIdentity(await keyFile(file));
  if (seed === undefined) return seededIdentity(generateSeedKey().seed);
  return seededIdentity(sha256(utf8ToBytes(`dandelion volunteer, seed ${wholeNumber('seed', seed, 0, 0, 2 ** 31)}`)));
}

/** The private key in a file, which is made where there is none: 64 hexadecimal digits that only its owner may read. */
async function keyFile(file: string): Promise<Uint8Array> {
  const { seed } = generateSeedKey();
  try {
    await writeFile(file, `${bytesToHex(seed)}\n`, { flag: 'wx', mode: 0o600 });
    return seed;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError(`--key ${file}: no key can be kept there. ${why}`);
    }
  }
  const text = (await readFile(file, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new UsageError(`--key ${file} holds something other than a key: 64 hexadecimal digits. Take another file.`);
  }
  return hexToBytes(text);
}
