import type { StoredContribution, Write } from '../../server/log/index.ts';
import {
  type Entry,
  type Hash,
  type ParticipantId,
  decodeEntry,
  encodeEntry,
  entryHash,
} from '../../src/protocol/index.ts';
import { expectedEntry } from './expected-entry.ts';
import type { Ledger } from './ledger.ts';

export type Append = Write & { type: 'append' };

/** The open round as it is on disk. Times in milliseconds since 1970. */
export interface LedgerRound {
  readonly number: number;
  readonly chain: Hash;
  readonly openedAt: number;
  /** The process that opened it. */
  readonly by: string;
  /** No clock was set since it was opened. */
  isTimed: boolean;
  deadline: number;
  asked: ReadonlySet<ParticipantId>;
  /** In the order of arrival. */
  readonly contributions: StoredContribution[];
}

/**
 * Checks an entry that a relay appends against what is on disk.
 * @param next the append or status behind it in the same commit
 * @returns participant and round of the contributions that it counts
 */
export function checkEntry(ledger: Ledger, write: Append, next: Write | null): (readonly [ParticipantId, number])[] {
  const { watch, chain, head } = ledger;
  const entry = decodeEntry(write.bytes);
  const isNext = write.sequence === head + 1 && entry.sequence === write.sequence;
  if (!isNext || write.previous !== chain || entry.previous !== chain) {
    watch.fail('I1', `Entry ${write.sequence} does not follow entry ${head}.`);
  }
  if (write.chain !== entryHash(write.bytes)) watch.fail('I1', `Entry ${write.sequence} has another hash.`);
  return entry.kind === 'rollback' ? checkRollback(ledger, entry) : checkRound(ledger, write, entry, next);
}

/** It holds the entries that it takes back, to the byte, and nothing that was acknowledged is passed over. */
function checkRollback(ledger: Ledger, { sequence, to, undone }: Entry & { kind: 'rollback' }): [] {
  const { watch, entries, round, late } = ledger;
  ledger.counts.rollbacks++;
  const taken = entries.slice(to);
  const isWhole = taken.length === undone.length && taken.every((bytes, i) => Buffer.from(bytes).equals(undone[i]!));
  if (!isWhole) watch.fail('I12', `Rollback ${sequence} does not hold entries ${to + 1} to ${entries.length}.`);
  if (round) watch.fail('I2', `Rollback ${sequence} comes over an open round.`);
  if (late.length > 0) watch.fail('I2', `Rollback ${sequence} passes over ${late.length} who came late.`);
  return [];
}

function checkRound(
  ledger: Ledger,
  write: Append,
  entry: Exclude<Entry, { kind: 'rollback' }>,
  next: Write | null,
): (readonly [ParticipantId, number])[] {
  const { watch, manifest, round, late, learned } = ledger;
  const contributions = round?.contributions ?? [];
  if (!round && late.length === 0) watch.fail('I1', `Entry ${write.sequence} closes a round that is not open.`);
  if (round && !isEnded(next)) checkClosing(ledger, round, write);
  const { learnedClip } = manifest.aggregation ?? {};
  const { bound } = learned;
  const most = learnedClip === undefined || bound === null || bound === 0 ? null : learnedClip * bound;
  const parts = contributions.map(partOf);
  const older = late.map((stored) => {
    return { round: stored.contribution.round, chain: stored.contribution.chain, ...partOf(stored) };
  });
  if (most !== null && parts.some(({ scalars }) => scalars.some((scalar) => Math.abs(scalar) > most))) {
    ledger.counts.clipped++;
  }
  const place = { sequence: entry.sequence, previous: entry.previous };
  const expected = encodeEntry(expectedEntry(place, { parts, late: older }, manifest, most));
  if (!Buffer.from(expected).equals(write.bytes)) {
    watch.fail('I2', `Entry ${write.sequence} is not what its participants said.`);
  }
  const named = write.participants.toSorted().join();
  if (
    named !==
    parts
      .map(({ participant }) => participant)
      .toSorted()
      .join()
  ) {
    watch.fail('I2', `Entry ${write.sequence} is said to be of others than those whose contributions it has.`);
  }
  return [...contributions, ...late].map(({ participant, contribution }) => [participant, contribution.round]);
}

/** A rollback, or the federation's end, closes a round as it is: what was acknowledged goes into the log. [R12] */
function isEnded(next: Write | null): boolean {
  if (next?.type === 'status') return next.status.state === 'stopped' || next.status.state === 'archived';
  return next?.type === 'append' && decodeEntry(next.bytes).kind === 'rollback';
}

function checkClosing(ledger: Ledger, round: LedgerRound, { at }: Append): void {
  const { asked, contributions, deadline, number } = round;
  const { quorum, grace, target } = ledger.manifest.round;
  const reached = contributions[quorum - 1];
  if (!reached) return ledger.watch.fail('I5', `Round ${number} closed without its quorum.`);
  const isDue = at >= Math.min(deadline, reached.at + grace * 1000);
  const isAtTarget = target !== undefined && contributions.length >= target;
  if (isAtTarget) ledger.counts.atTarget++;
  if (round.isTimed && contributions.length < asked.size && !isDue && !isAtTarget) {
    const share = `${contributions.length} of ${asked.size}`;
    ledger.watch.fail('I6', `Round ${number} closed before it was due, with ${share} contributions.`);
  }
}

function partOf({ participant, contribution: { examples, scalars } }: StoredContribution) {
  return { participant, examples, scalars };
}
