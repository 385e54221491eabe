import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ModelError, readModelKit } from '../../src/model/index.ts';
import { type Manifest, ManifestError } from '../../src/protocol/index.ts';

/**
 * Reads a manifest's model files and checks them against each other and against the task, the method and the trainable
 * set, so that a federation that could not train is refused before it exists. The weights themselves are looked at by
 * their size alone: whoever loads them checks their hash.
 *
 * @param folder address of the folder with the model's files, with its last slash: file: or https:
 * @throws ManifestError with what does not fit
 */
export async function checkFederation(manifest: Manifest, folder: string): Promise<void> {
  const files = new Map<string, Blob>();
  for (const file of manifest.model.files) files.set(file.name, await checkedFile(file, new URL(file.name, folder)));
  try {
    await readModelKit(manifest, files);
  } catch (error) {
    if (error instanceof ModelError) throw new ManifestError([error.message]);
    throw error;
  }
}

type ModelFile = Manifest['model']['files'][number];

async function checkedFile(file: ModelFile, address: URL): Promise<Blob> {
  const isWeights = file.name.endsWith('.safetensors');
  const fault = (why: string) => new ManifestError([`model.files: ${file.name} at ${address.href} ${why}`]);
  // Weights of the hub are not fetched twice: the reconstruction reads them as they come.
  if (isWeights && address.protocol !== 'file:') return new Blob();
  const blob = await read(address).catch((error: unknown) => {
    throw fault(`cannot be read: ${reasonOf(error)}`);
  });
  if (blob.size !== file.bytes) throw fault(`has ${blob.size} bytes and not ${file.bytes}`);
  if (isWeights) return blob;
  const hash = createHash('sha256')
    .update(new Uint8Array(await blob.arrayBuffer()))
    .digest('hex');
  if (hash !== file.sha256) throw fault('has another SHA-256 than the manifest says');
  return blob;
}

async function read(address: URL): Promise<Blob> {
  if (address.protocol === 'file:') return openAsBlob(fileURLToPath(address));
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.blob();
}

/** What fetch calls "fetch failed" has its reason, such as an unknown host, one level down. */
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
