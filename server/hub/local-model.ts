import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MODEL_FILES, type ModelProgress, type OpenedModel, lacking, licenceOf } from './model.ts';

/** A model that lies in a folder. @throws ModelFilesError when a file is lacking */
export async function openFolder(folder: string, onProgress: (progress: ModelProgress) => void): Promise<OpenedModel> {
  const size = async (file: string) => (await stat(path.join(folder, file)).catch(() => null))?.size ?? null;
  const files: { name: string; bytes: number; sha256: string }[] = [];
  const contents = new Map<string, Blob>();
  const sizes = new Map<string, number>();
  for (const file of MODEL_FILES) {
    const bytes = await size(file);
    if (bytes === null) throw await lacking(folder, file, async (other) => (await size(other)) !== null);
    sizes.set(file, bytes);
  }
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  let loaded = 0;
  for (const [name, bytes] of sizes) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path.join(folder, name)), hash);
    files.push({ name, bytes, sha256: hash.digest('hex') });
    contents.set(name, await openAsBlob(path.join(folder, name)));
    loaded += bytes;
    onProgress({ file: name, loaded, total });
  }
  const readme = await readFile(path.join(folder, 'README.md'), 'utf8').catch(() => '');
  return { name: path.basename(path.resolve(folder)), licence: licenceOf(readme), location: null, files, contents };
}
