import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Identity } from './identity.ts';
import { type RoundRow, rowSchema } from './rows.ts';

const headSchema = v.object({ format: v.literal('dandelion simulation 1'), options: v.record(v.string(), v.string()) });
const lineSchema = v.object({ row: rowSchema, entry: v.nullable(v.string()) });

/** A closed round, with its entry where the method has a log. */
export interface KeptRound {
  readonly row: RoundRow;
  readonly entry: Uint8Array | null;
}

/** A checkpoint that this run cannot go on from. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/**
 * Closed rounds in a file: a line that names the run, then one for each round, with its entry in base64. The entries are
 * the log, and the log is the model, so nothing else is kept; a method without a log has its model in a file beside it.
 * A line that a crash cut off is forgotten.
 */
export class Checkpoint {
  readonly #file: string;
  readonly #rounds: KeptRound[];

  /** @throws CheckpointError when the file is of another run, saying in what they differ; it stays as it is */
  static open(file: string, identity: Identity): Checkpoint {
    if (!existsSync(file)) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify({ format: 'dandelion simulation 1', options: identity })}\n`);
      return new Checkpoint(file, []);
    }
    const bytes = readFileSync(file);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    const [head = '', ...lines] = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
    checkIdentity(file, head, identity);
    const rounds = lines.map((line, i) => {
      const parsed = v.safeParse(lineSchema, json(line));
      if (!parsed.success)
        throw new CheckpointError(`Line ${i + 2} of the checkpoint ${file} is damaged: remove the file.`);
      const { row, entry } = parsed.output;
      return { row, entry: entry === null ? null : new Uint8Array(Buffer.from(entry, 'base64')) };
    });
    if (whole < bytes.length) truncateSync(file, whole);
    return new Checkpoint(file, rounds);
  }

  private constructor(file: string, rounds: KeptRound[]) {
    this.#file = file;
    this.#rounds = rounds;
  }

  /** Row 0 first. */
  get rounds(): readonly KeptRound[] {
    return this.#rounds;
  }

  /** The model after the last round, where it was kept. @throws CheckpointError when it is gone */
  model(): Uint8Array | null {
    const round = this.#rounds.at(-1)?.row.round ?? 0;
    if (round === 0) return null;
    const file = this.#modelFile(round);
    if (!existsSync(file)) {
      throw new CheckpointError(
        `${file} is missing: without it, the run of ${this.#file} cannot go on. Remove that file too.`,
      );
    }
    return new Uint8Array(readFileSync(file));
  }

  /** @param model of a method without a log; it replaces the one of the round before */
  keep(round: KeptRound, model: Uint8Array | null): void {
    const { row, entry } = round;
    if (model) {
      // Under a name of its own, so that there is a whole one for the last line, whenever the power fails.
      const file = this.#modelFile(row.round);
      writeFileSync(`${file}.part`, model);
      renameSync(`${file}.part`, file);
    }
    const kept = { row, entry: entry && Buffer.from(entry).toString('base64') };
    appendFileSync(this.#file, `${JSON.stringify(kept)}\n`);
    this.#rounds.push(round);
    if (model) rmSync(this.#modelFile(row.round - 1), { force: true });
  }

  #modelFile(round: number): string {
    return `${this.#file}.${round}.model`;
  }
}

function checkIdentity(file: string, head: string, identity: Identity): void {
  const parsed = v.safeParse(headSchema, json(head));
  if (!parsed.success) throw new CheckpointError(`${file} is no checkpoint of a simulation: name another file.`);
  const { options } = parsed.output;
  const names = new Set([...Object.keys(identity), ...Object.keys(options)]);
  const differing = [...names].filter((name) => identity[name] !== options[name]);
  if (differing.length === 0) return;
  const list = differing.map((name) => `${name} (there ${options[name] ?? 'none'}, here ${identity[name] ?? 'none'})`);
  throw new CheckpointError(
    `The checkpoint ${file} is of a run with other options: ${list.join('; ')}. Repeat that run's options to go on with ` +
      'it, or name another file, or remove this one.',
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
