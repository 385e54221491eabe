import type { Fetching } from './hub-model.ts';
import { fetchFile } from './hub-model.ts';
import { CARD_BYTES, MODEL_FILES, type OpenedModel, lacking, licenceOf } from './model.ts';
import { type Asking, type Description, describe, request, smallText } from './request.ts';

/**
 * A model whose files lie below an address, into the store.
 * @throws HubError; ModelFilesError when a file is lacking
 */
export async function openAddress(folder: URL, fetching: Fetching): Promise<OpenedModel> {
  const { store, onProgress, signal, allow } = fetching;
  const location = folder.href.replace(/\/+$/, '');
  // A token is the hub's: nobody else is to see it.
  const asking = { token: null, signal, allow };
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

async function licence(address: URL, asking: Asking): Promise<string> {
  const response = await request(address, asking).catch(() => null);
  if (response?.ok) return licenceOf(await smallText(response, CARD_BYTES).catch(() => ''));
  await response?.body?.cancel();
  return 'unknown';
}
