import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { DirectoryStore } from './file-store.ts';
import { download } from './download.ts';
import { HubError } from './error.ts';
import { CARD_BYTES, MODEL_FILES, type ModelProgress, type OpenedModel, lacking, licenceOf } from './model.ts';
import { type Hub, type Repository, fileAddress, filesAddress } from './place.ts';
import { type Asking, type Description, describe, request, smallText } from './request.ts';

/** What is remembered of a revision, so that a model once fetched opens without a connection. */
const recordSchema = v.object({
  commit: v.string(),
  licence: v.string(),
  files: v.array(v.object({ name: v.string(), bytes: v.number(), sha256: v.string() })),
});
type Record = v.InferOutput<typeof recordSchema>;

const COMMIT = /^[0-9a-f]{40}$/;

/** Where and how a model is fetched. */
export interface Fetching {
  readonly hub: Hub;
  readonly store: DirectoryStore;
  readonly onProgress: (progress: ModelProgress) => void;
  readonly signal?: AbortSignal | undefined;
  /** Of a model that lies at an address: as in `Asking`. */
  readonly allow?: Asking['allow'];
}

/**
 * A model of the hub, out of the store as far as it is there. All files are of one commit, whatever is pushed meanwhile.
 * @throws HubError; ModelFilesError when a file is lacking
 */
export async function openRepository(repository: Repository, fetching: Fetching): Promise<OpenedModel> {
  const kept = await recall(repository, fetching);
  // A commit never changes; a branch is asked for, and without a connection what was fetched before will do.
  if (kept && COMMIT.test(repository.revision)) return kept.model;
  let config: Description | null;
  try {
    config = await describe(fileAddress(fetching.hub, repository, 'config.json'), asking(fetching));
  } catch (error) {
    if (kept && error instanceof HubError && error.status === null) return kept.model;
    throw error;
  }
  if (kept && kept.record.commit === config?.commit) return kept.model;
  const commit = config?.commit ?? repository.revision;
  const record = await fetchAll({ ...repository, revision: commit }, fetching);
  for (const revision of new Set([repository.revision, commit]))
    await remember({ ...repository, revision }, record, fetching);
  return (await recall({ ...repository, revision: commit }, fetching))!.model;
}

function asking({ hub, signal }: Fetching) {
  return { token: hub.token, signal };
}

async function fetchAll(repository: Repository, fetching: Fetching): Promise<Record> {
  const { hub, store, onProgress } = fetching;
  const address = (file: string) => fileAddress(hub, repository, file);
  const known = new Map<string, Description>();
  for (const file of MODEL_FILES) {
    const found = await describe(address(file), asking(fetching));
    const has = async (other: string) => (await describe(address(other), asking(fetching))) !== null;
    if (!found) throw await lacking(repository.name, file, has);
    known.set(file, found);
  }
  const total = [...known.values()].reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const files: Record['files'] = [];
  let before = 0;
  for (const [name, { sha256 }] of known) {
    const onBytes = (bytes: number) => onProgress({ file: name, loaded: before + bytes, total });
    const stored = sha256 === null ? null : await store.file(sha256);
    const file =
      stored && sha256 !== null
        ? { sha256, bytes: stored.size }
        : await fetchFile(address(name), sha256, { store, asking: asking(fetching) }, onBytes);
    onBytes(file.bytes);
    before += file.bytes;
    files.push({ name, ...file });
  }
  return { commit: repository.revision, licence: await licence(address('README.md'), fetching), files };
}

/**
 * Fetches a file into the store.
 * @param expected its SHA-256, where the hub tells it: only then is a part of it worth keeping
 * @param onBytes bytes that are there so far; where it throws, the file is given up
 */
export async function fetchFile(
  address: URL,
  expected: string | null,
  { store, asking: as }: { readonly store: DirectoryStore; readonly asking: Asking },
  onBytes: (bytes: number) => void,
): Promise<{ sha256: string; bytes: number }> {
  await mkdir(store.directory, { recursive: true });
  const partial = path.join(store.directory, `.partial-${expected ?? randomBytes(8).toString('hex')}`);
  let keep = expected !== null;
  try {
    const file = await download(address, partial, as, onBytes);
    keep = false;
    if (expected !== null && file.sha256 !== expected) {
      const what = `${address.pathname} from ${address.host} has the SHA-256 ${file.sha256}, announced was ${expected}`;
      throw new HubError(`${what}. It was damaged on its way: run the command again.`, null);
    }
    await store.adopt(file.sha256, partial);
    return file;
  } finally {
    if (!keep) await rm(partial, { force: true });
  }
}

/** A model card that cannot be had is no reason not to train. */
async function licence(address: URL, fetching: Fetching): Promise<string> {
  const response = await request(address, asking(fetching)).catch(() => null);
  if (response?.ok) return licenceOf(await smallText(response, CARD_BYTES).catch(() => ''));
  await response?.body?.cancel();
  return 'unknown';
}

function recordFile({ hub, store }: Fetching, { name, revision }: Repository): string {
  const parts = [new URL(hub.endpoint).host, name, revision].map(encodeURIComponent);
  return path.join(store.directory, 'hub', ...parts.slice(0, 2), `${parts[2]}.json`);
}

async function remember(repository: Repository, record: Record, fetching: Fetching): Promise<void> {
  const file = recordFile(fetching, repository);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(record, null, 2)}\n`);
}

/** What was fetched of a revision before, if every file of it is still there. */
async function recall(
  repository: Repository,
  fetching: Fetching,
): Promise<{ record: Record; model: OpenedModel } | null> {
  const text = await readFile(recordFile(fetching, repository), 'utf8').catch(() => 'null');
  const { success, output: record } = v.safeParse(v.pipe(v.string(), v.parseJson(), recordSchema), text);
  if (!success) return null;
  const contents = new Map<string, Blob>();
  for (const { name, sha256, bytes } of record.files) {
    const blob = await fetching.store.file(sha256);
    if (blob?.size !== bytes) return null;
    contents.set(name, blob);
  }
  const name = `${repository.name}@${record.commit}`;
  const location = filesAddress(fetching.hub, { ...repository, revision: record.commit });
  return { record, model: { name, licence: record.licence, location, files: record.files, contents } };
}
