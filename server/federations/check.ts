import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ModelError, readModelKit } from '../../src/model/index.ts';
import { type Manifest, ManifestError } from '../../src/protocol/index.ts';
import { request } from '../hub/index.ts';

type ModelFile = Manifest['model']['files'][number];
type Allow = (at: URL) => Promise<void>;

/** Files of a model at most, and bytes of one that is read whole: any but the weights. */
const MOST_FILES = 64;
const MOST_BYTES = 64 * 2 ** 20;
/** Milliseconds that a file may take to come: a server that trickles does not keep all orders waiting. */
const LONGEST = 5 * 60_000;

/**
 * Reads a manifest's model files and checks them against each other and against the task, the method and the trainable
 * set, so that a federation that could not train is refused before it exists. The weights themselves are looked at by
 * their size alone: whoever loads them checks their hash.
 *
 * @param folder address of the folder with the model's files, with its last slash: file: or https:
 * @param allow asked before each address, those of redirects too; throws where it is not to be asked
 * @throws ManifestError with what does not fit
 */
export async function checkFederation(manifest: Manifest, folder: string, allow?: Allow): Promise<void> {
  const files = new Map<string, Blob>();
  const { length } = manifest.model.files;
  if (length > MOST_FILES) throw new ManifestError([`model.files: ${length} of them; ${MOST_FILES} are the most`]);
  for (const file of manifest.model.files) {
    files.set(file.name, await checkedFile(file, new URL(file.name, folder), allow));
  }
  try {
    await readModelKit(manifest, files);
  } catch (error) {
    if (error instanceof ModelError) throw new ManifestError([error.message]);
    throw error;
  }
}

async function checkedFile(file: ModelFile, address: URL, allow?: Allow): Promise<Blob> {
  const isWeights = file.name.endsWith('.safetensors');
  const fault = (why: string) => new ManifestError([`model.files: ${file.name} at ${address.href} ${why}`]);
  // Weights of the hub are not fetched twice: the reconstruction reads them as they come.
  if (isWeights && address.protocol !== 'file:') return new Blob();
  if (!isWeights && file.bytes > MOST_BYTES) throw fault(`is of more than ${MOST_BYTES} bytes, which is too long`);
  const blob = await read(address, file.bytes, allow).catch((error: unknown) => {
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

/** @param most bytes that are wanted; no more than one answer's piece beyond is read */
async function read(address: URL, most: number, allow?: Allow): Promise<Blob> {
  if (address.protocol === 'file:') return openAsBlob(fileURLToPath(address));
  const response = await request(address, { allow, signal: AbortSignal.timeout(LONGEST) });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(new Uint8Array(chunk));
    bytes += chunk.length;
    if (bytes > most) break;
  }
  return new Blob(chunks);
}

/** What fetch calls "fetch failed" has its reason, such as an unknown host, one level down. */
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
