import { LIMITS } from '../../src/data/index.ts';
import { type Hub, type Repository, describe, fileAddress, refusal, request } from '../../server/hub/index.ts';
import { DatasetError } from './error.ts';
import { type DataFile, type DataFiles, NO_TRAINING, TRAINING_NAMES, heldOutNames } from './files.ts';

/** Bytes so far of a file that is being fetched. */
export type DataProgress = (file: string, bytes: number) => void;

/** A repository's file, or the training and held-out files of its folder. @throws DatasetError or HubError */
export async function hubFiles(
  hub: Hub,
  repository: Repository,
  path: string,
  onProgress: DataProgress,
): Promise<DataFiles> {
  const { token } = hub;
  const fetchNamed = (file: string) => fetchFile(fileAddress(hub, repository, file), onProgress, token);
  if (/\.\w+$/.test(path)) return { training: await fetchNamed(path), heldOut: null };
  const folder = path === '' ? '' : `${path}/`;
  const first = async (names: readonly string[]) => {
    for (const name of names) {
      if (await describe(fileAddress(hub, repository, folder + name), { token })) return folder + name;
    }
    return null;
  };
  const training = await first(TRAINING_NAMES);
  if (training === null) {
    const place = `${repository.name}${path && ` in ${path}`}`;
    throw new DatasetError(`The data set ${place} ${NO_TRAINING}; name a file of it, such as hub:OWNER/NAME/file.csv.`);
  }
  const heldOut = await first(heldOutNames(training));
  return { training: await fetchNamed(training), heldOut: heldOut === null ? null : await fetchNamed(heldOut) };
}

/** Fetches a file whole, up to the size that is read at all. @throws DatasetError or HubError */
export async function fetchFile(
  address: URL,
  onProgress: DataProgress,
  token: string | null = null,
): Promise<DataFile> {
  // An address's query may hold a key.
  const name = `${address.origin}${address.pathname}`;
  if (/\.parquet$/i.test(address.pathname)) {
    throw new DatasetError(`${name} is a Parquet file; CSV, TSV, JSON and JSON lines are read. Convert it first.`);
  }
  const response = await request(address, { token });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw refusal(address, response.status, token);
  }
  if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) {
    await response.body.cancel();
    throw new DatasetError(`${name} is a web page. Give the address of the file itself.`);
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > LIMITS.bytes) break;
      chunks.push(chunk);
      onProgress(name, bytes);
    }
  } catch (cause) {
    throw new DatasetError(`The connection to ${address.host} broke while ${name} was read. Try again.`, cause);
  }
  if (bytes > LIMITS.bytes) {
    throw new DatasetError(
      `${name} has more than ${LIMITS.bytes / 2 ** 20} MiB. Keep fewer rows in a file of your own.`,
    );
  }
  return { name, contents: new Blob(chunks) };
}
