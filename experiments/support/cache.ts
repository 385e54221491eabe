import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../../src/protocol/index.ts';
import type { Flags } from './experiment.ts';
import { type RunResult, readKept } from './run-file.ts';

/** Raised when equal flags would give other figures: then no run that was kept before counts. */
const VERSION = 2;

/** All that determines a run's figures, wall time aside. */
export interface RunIdentity {
  /** Of `npm run simulate`, without the places of data and model. */
  readonly flags: Flags;
  /** Hashes of contents. */
  readonly model: string;
  readonly data: string;
}

/** @returns a name for a run's files: equal for equal identities, in whatever order their flags are */
export function keyOf({ flags, model, data }: RunIdentity, version = VERSION): string {
  const written = Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, String(value)]));
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ version, flags: written, model, data })))).slice(0, 32);
}

/** Runs in a folder, each under its key: whole ones, and the checkpoints of those that were stopped. */
export class RunCache {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  read(key: string): RunResult | null {
    const file = this.#file(key, 'json');
    return existsSync(file) ? readKept(file) : null;
  }

  /** Where a run under way keeps its record and its closed rounds. */
  working(key: string): { record: string; checkpoint: string } {
    return { record: this.#file(key, 'record'), checkpoint: this.#file(key, 'checkpoint') };
  }

  /** Keeps a whole run, and removes what it was made from. */
  keep(key: string, run: RunResult): void {
    const file = this.#file(key, 'json');
    writeFileSync(`${file}.part`, JSON.stringify(run));
    renameSync(`${file}.part`, file);
    const rest = readdirSync(this.#folder).filter(
      (name) => name.startsWith(`${key}.record`) || name.startsWith(`${key}.checkpoint`),
    );
    for (const name of rest) rmSync(path.join(this.#folder, name));
  }

  #file(key: string, ending: string): string {
    return path.join(this.#folder, `${key}.${ending}`);
  }
}
