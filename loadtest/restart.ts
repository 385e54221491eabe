import type { Manifest } from '../src/protocol/index.ts';
import { millionInPostgres, millionInSqlite } from './million.ts';
import {
  Fleet,
  RelayProcess,
  freePort,
  loadFederation,
  round,
  spreadOf,
  sleep,
  steadyNow,
  tell,
  withFolder,
} from './support/index.ts';

export interface RestartSettings {
  readonly entries: number;
  readonly repeats: number;
  /** An empty PostgreSQL database, or null for SQLite. */
  readonly database: string | null;
}

interface Storage {
  readonly data: string;
  readonly database?: string;
}

/** Milliseconds between two looks whether the relay answers. */
const LOOK_EVERY = 5;
const PATIENCE = 120_000;

/** Starts a relay on a long log, again and again, and measures until it serves. */
export function restarts(settings: RestartSettings, signal: AbortSignal) {
  return withFolder(async (folder) => {
    const manifest = await loadFederation(
      folder,
      { quorum: 1, maximum: 10, snapshotEvery: 100_000 },
      { localSteps: 1 },
    );
    const data = `${folder}/data`;
    const { entries, database } = settings;
    const bytes =
      database === null
        ? await millionInSqlite(manifest, entries, data)
        : await millionInPostgres(manifest, entries, database);
    const storage = { data, ...(database === null ? {} : { database }) };
    const runs: { process: number; http: number; welcome: number }[] = [];
    for (let i = 0; i < settings.repeats && !signal.aborted; i++) {
      const run = await startOnce(manifest, storage, folder, entries);
      runs.push(run);
      tell(`Serving after ${run.http.toFixed(0)} ms, a client welcome after ${run.welcome.toFixed(0)} ms.`);
    }
    const seconds = (key: 'process' | 'http' | 'welcome') => spreadOf(runs.map((run) => run[key] / 1000));
    return {
      ...{
        settings: { ...settings, database: database === null ? 'SQLite' : 'PostgreSQL' },
        interrupted: signal.aborted,
        logMiB: round(bytes / 2 ** 20),
      },
      // From the start of the process: its own loading, then the first answer over HTTP, and WELCOME at a client.
      ...{ loadedSeconds: seconds('process'), httpSeconds: seconds('http'), welcomeSeconds: seconds('welcome') },
    };
  });
}

async function startOnce(manifest: Manifest, storage: Storage, folder: string, entries: number) {
  const port = await freePort();
  const began = steadyNow();
  const relay = new RelayProcess();
  let fleet: Fleet | null = null;
  try {
    await relay.loaded;
    const loaded = steadyNow() - began;
    const started = relay.start({
      manifests: [manifest],
      ...storage,
      port,
      folders: [folder],
      logLevel: 'error',
      reconstruct: false,
    });
    const answered = answers(`http://127.0.0.1:${port}/federations/${manifest.id}`, entries);
    await started;
    await answered;
    const http = steadyNow() - began;
    // How long a million entries take to download is another question.
    const crowd = { first: 0, clients: 1, ramp: 1000, think: [0, 0] as const, drop: 1, churn: 0, absence: 0 };
    const pace = { returnAfter: 10, reportEvery: 5, ready: 'at once' as const };
    fleet = new Fleet({ urls: [relay.url], manifest, ...crowd, ...pace }, 0);
    const joined = fleet;
    if (!(await joined.until(() => joined.counts.connected === 1, PATIENCE))) throw new Error('Nobody was welcomed.');
    return { process: loaded, http, welcome: steadyNow() - began };
  } finally {
    fleet?.end();
    await relay.kill();
  }
}

/** Settles when the relay gives the federation's state with all its entries. */
async function answers(url: string, entries: number): Promise<void> {
  for (const until = steadyNow() + PATIENCE; steadyNow() < until; await sleep(LOOK_EVERY)) {
    try {
      const state: unknown = await (await fetch(url)).json();
      const sequence: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'sequence') : null;
      if (sequence === entries) return;
      throw new RangeError(`The relay has ${String(sequence)} entries of ${entries}.`);
    } catch (error) {
      if (error instanceof RangeError) throw error;
    }
  }
  throw new Error('The relay did not answer.');
}
