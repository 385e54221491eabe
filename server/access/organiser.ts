import { type KeyObject, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** An organiser's private key cannot be read: what is wrong, and what to do. */
class OrganiserKeyError extends Error {
  override readonly name = 'OrganiserKeyError';
}

/** Signs an organiser's commands. */
export interface OrganiserKey {
  /** 64 hexadecimal digits. */
  readonly publicKey: string;
  /** The private key's 32 bytes (RFC 8032), 64 hexadecimal digits: whoever has them has the key. */
  readonly seed: string;
  /** @returns 64 bytes */
  sign(bytes: Uint8Array): Uint8Array;
}

/** Reads the key of a file (PKCS #8, PEM). @throws OrganiserKeyError; null where there is no such file */
export async function readOrganiserKey(file: string): Promise<OrganiserKey | null> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new OrganiserKeyError(`The organiser's key ${file} cannot be read: ${String(error)}`, { cause: error });
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return keyOf(key);
  } catch {
    // Told below.
  }
  throw new OrganiserKeyError(`${file} holds no Ed25519 private key (PEM). Restore it, or move it away for a new one.`);
}

/**
 * The key of a file, or a new one that is written there, for its owner alone.
 * @throws OrganiserKeyError where the file holds something else
 */
export async function openOrganiserKey(file: string): Promise<OrganiserKey> {
  const known = await readOrganiserKey(file);
  if (known) return known;
  const { privateKey } = generateKeyPairSync('ed25519');
  // Never over another's: `wx` fails where two begin at once.
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return keyOf(privateKey);
}

/** The address of a relay's page for its organiser: the key behind the `#`, which browsers send to no server. [A8] */
export function organiserLink(origin: string, { seed }: OrganiserKey): string {
  return `${origin}/#/organise/key/${seed}`;
}

function keyOf(privateKey: KeyObject): OrganiserKey {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    publicKey: spki.subarray(-32).toString('hex'),
    // RFC 8410: the seed is all that follows the algorithm.
    seed: privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32).toString('hex'),
    sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
  };
}
