import * as v from 'valibot';
import { type Manifest, decodeEntry, entryHash, manifestHash, scalarCount } from '../../src/protocol/index.ts';
import { fetchLog } from '../../src/relay/index.ts';
import { sleep, steadyNow } from './clock.ts';
import type { Ack } from './fleet.ts';
import { scalarsOf } from './speech.ts';

/** What a log comes to, held against what clients were told. All but the first two must be as in `clean`. */
export interface Audit {
  readonly entries: number;
  readonly acknowledged: number;
  /** Acknowledgements whose contribution is in no entry. */
  readonly lost: number;
  /** Contributions of one participant to one round that are counted more than once. */
  readonly duplicated: number;
  /** Parts with other scalars than their participant's answer to their round. */
  readonly altered: number;
  /** Each entry holds the chain value before it, and the first one the manifest's hash. */
  readonly chainWhole: boolean;
}

/** Milliseconds that a summary may be behind: a second [O7], and what two clocks may differ in it. */
const SUMMARY_AGE = 1100;
/** Milliseconds between two looks at a summary that is behind. */
const LOOK_AGAIN = 100;

const summarySchema = v.object({ rounds: v.number(), contributions: v.number() });

/**
 * The log of a relay, held against the acknowledgements of all clients that ever spoke to it. The round that is open has
 * contributions that are in no entry yet: they are left out.
 * @throws Error where the timeline has other rounds than the log: a row for each closed round, or neither [O3]
 */
export async function auditRelay(url: string, manifest: Manifest, acks: readonly Ack[]): Promise<Audit> {
  // A summary may be older than its answer, and rounds may close while the log comes.
  const before = await summaryOf(url, manifest.id);
  const entries = await fetchLog(url, manifest.id);
  const came = steadyNow();
  const log = totalsOf(entries);
  for (;;) {
    const isNewer = steadyNow() >= came + SUMMARY_AGE;
    const after = await summaryOf(url, manifest.id);
    if (isBetween(before, log, after, 'rounds') && isBetween(before, log, after, 'contributions')) break;
    if (isNewer) {
      const told = `${before.rounds} to ${after.rounds} rounds with ${before.contributions} to ${after.contributions}`;
      throw new Error(`The timeline has ${told} contributions, the log ${log.rounds} with ${log.contributions}.`);
    }
    await sleep(LOOK_AGAIN);
  }
  const closed = acks.filter(({ round }) => round <= entries.length);
  return audit(manifest, entries, closed);
}

type Totals = v.InferOutput<typeof summarySchema>;

async function summaryOf(url: string, id: string): Promise<Totals> {
  const response = await fetch(`${url}/federations/${id}/summary`);
  return v.parse(summarySchema, await response.json());
}

/** What a log's summary should say of its entries of private directions. */
function totalsOf(entries: readonly Uint8Array[]): Totals {
  const all = entries.map((bytes) => decodeEntry(bytes)).filter((entry) => entry.kind === 'private');
  const rounds = all.filter(({ parts }) => parts.length > 0);
  const contributions = rounds.reduce((sum, { parts, late }) => sum + parts.length + late.length, 0);
  return { rounds: rounds.length, contributions };
}

function isBetween(before: Totals, log: Totals, after: Totals, name: keyof Totals): boolean {
  return before[name] <= log[name] && log[name] <= after[name];
}

/** Holds a log of private directions against the acknowledgements of all clients that ever spoke to it. */
export function audit(manifest: Manifest, entries: readonly Uint8Array[], acks: readonly Ack[]): Audit {
  const count = scalarCount(manifest);
  const counted = new Map<string, number>();
  let altered = 0;
  let chainWhole = true;
  let previous = manifestHash(manifest);
  for (const [i, bytes] of entries.entries()) {
    const entry = decodeEntry(bytes);
    if (entry.sequence !== i + 1 || entry.previous !== previous) chainWhole = false;
    previous = entryHash(bytes);
    if (entry.kind !== 'private') throw new Error(`Entry ${entry.sequence} is of kind ${entry.kind}.`);
    for (const part of [...entry.parts.map((own) => ({ ...own, round: entry.sequence })), ...entry.late]) {
      const key = `${part.round} ${part.participant}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
      if (!isEqual(part.scalars, scalarsOf(part.participant, part.round, count))) altered++;
    }
  }
  const distinct = new Set(acks.map(({ round, participant }) => `${round} ${participant}`));
  return {
    entries: entries.length,
    acknowledged: distinct.size,
    lost: [...distinct].filter((key) => !counted.has(key)).length,
    duplicated: [...counted.values()].filter((times) => times > 1).length,
    altered,
    chainWhole,
  };
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
