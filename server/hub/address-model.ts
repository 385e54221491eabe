import type { Fetching } from './hub-model.ts';
import { fetchFile } from './hub-model.ts';
import { MODEL_FILES, type OpenedModel, lacking, licenceOf } from './model.ts';
import { type Description, describe, request } from './request.ts';

/** Bytes of a model card that are looked at for its licence. */
const CARD_BYTES = 1 << 20;

/**
 * A model whose files lie below an address, into the store.
 * @throws HubError; ModelFilesError when a file is lacking
 */
export async function openAddress(folder: URL, fetching: Fetching): Promise<OpenedModel> {
  const { store, onProgress, signal } = fetching;
  const location = folder.href.replace(/\/+$/, '');
  // A token is the hub's: nobody else is to see it.
  const asking = { token: null, signal };
  const address = (name: string): URL => new URL(`${location}/${name}`);
  const known = new Map<string, Description>();
  for (const name of MODEL_FILES) {
    const found = await describe(address(name), asking);
    const has = async (other: string) => (await describe(address(other), asking)) !== null;
    if (!found) throw await lacking(location, name, has);
    known.set(name, found);
  }
  const total = [...known.values()].reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const files: { name: string; bytes: number; sha256: string }[] = [];
  const contents = new Map<string, Blob>();
  let before = 0;
  for (const name of known.keys()) {
    onProgress({ file: name, loaded: before, total });
    const onBytes = (bytes: number): void => onProgress({ file: name, loaded: before + bytes, total });
    const file = await fetchFile(address(name), null, { store, asking }, onBytes);
    before += file.bytes;
    files.push({ name, ...file });
    contents.set(name, (await store.file(file.sha256))!);
  }
  const name = decodeURIComponent(new URL(location).pathname.split('/').at(-1) ?? '') || folder.hostname;
  return { name: name.slice(0, 80), licence: await licence(address('README.md'), asking), location, files, contents };
}

async function licence(address: URL, asking: { signal?: AbortSignal | undefined }): Promise<string> {
  const response = await request(address, asking).catch(() => null);
  const isSmall = Number(response?.headers.get('content-length') ?? Infinity) <= CARD_BYTES;
  if (response?.ok && isSmall) return licenceOf(await response.text().catch(() => ''));
  await response?.body?.cancel();
  return 'unknown';
}
