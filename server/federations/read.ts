import { readFile } from 'node:fs/promises';
import { type Manifest, ManifestError, parseManifest } from '../../src/protocol/index.ts';

/**
 * A manifest from a file, such as the simulator's `--save-manifest` writes.
 * @throws Error naming the file, and every fault of the manifest
 */
export async function readManifest(file: string): Promise<Manifest> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`${file} cannot be read: give --manifest the path of a manifest.`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not JSON. docs/METHODS.md has manifests to start from.`, { cause });
  }
  try {
    return parseManifest(json);
  } catch (error) {
    if (error instanceof ManifestError) throw new Error(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
