import {
  type LatePart,
  encodeEntry,
  entryHash,
  inOrder,
  lateInOrder,
  parseSequence,
} from '../../src/protocol/index.ts';
import { rootMeanSquare } from '../../src/zo/index.ts';
import { type ClosedRound, RECENT_ROUNDS, type StoredContribution } from '../log/index.ts';
import { type Step, store } from './events.ts';
import { learnedBound, sample, usualTime } from './learned.ts';
import type { PastRound, Room, Round } from './room.ts';
import type { Rules } from './rules.ts';

/**
 * Appends the entry of the open round, and of those who came late to earlier ones. [R3] [R4] [C6]
 * @param round null for latecomers alone
 * @param isCutShort before everybody asked had the time that they were promised
 */
export function close(rules: Rules, room: Room, round: Round | null, now: number, isCutShort: boolean): Step {
  const contributions = [...(round?.contributions.values() ?? [])];
  const latecomers = [...room.late.values()];
  const place = { sequence: parseSequence(room.head.sequence + 1), previous: room.head.chain };
  const parts = inOrder(contributions.map(partOf));
  const late = lateInOrder(latecomers.map(latePartOf));
  const bytes = encodeEntry(rules.entry(place, parts, late, learnedBound(room.recent)));
  const head = { sequence: place.sequence, chain: entryHash(bytes) };
  const record = round && recordOf(rules, room, round, isCutShort ? now - round.openedAt : null);
  const notes = round && { late: late.length, refused: 0, extended: isExtended(rules, round) };
  const participants = parts.map(({ participant }) => participant);
  const write = {
    type: 'append',
    ...head,
    previous: place.previous,
    bytes,
    participants,
    at: now,
    record,
    notes,
  } as const;
  // By number, as the log keeps them: what is learned is the same before a restart and after it, also over a rollback.
  const recent = record
    ? [...room.recent.filter(({ number }) => number > record.number - RECENT_ROUNDS), pastRound(record)]
    : room.recent;
  return [
    { ...room, head, round: null, recent, late: new Map() },
    [store(write), { type: 'entry', head, bytes, round, late: late.length }],
  ];
}

/** Its deadline passed once: no round is opened with more than the manifest's. [R9] */
function isExtended(rules: Rules, { openedAt, deadline }: Round): boolean {
  return deadline - openedAt > rules.deadline;
}

export function pastRound(record: ClosedRound): PastRound {
  return { ...record, missing: new Set(record.missing) };
}

/** @param cutShort milliseconds after which the round closed, where not everybody asked had their time; else null */
function recordOf(rules: Rules, room: Room, round: Round, cutShort: number | null): ClosedRound {
  const contributions = [...round.contributions.values()];
  const openings = new Map(room.recent.map(({ number, openedAt }) => [number, openedAt]));
  const reports = contributions.map(({ at }) => at - round.openedAt);
  // Whoever came too late for its round counts for the time of later ones, or deadlines would only ever shrink.
  for (const { at, contribution } of room.late.values()) {
    const openedAt = openings.get(contribution.round);
    if (openedAt !== undefined) reports.push(at - openedAt);
  }
  const { asked, awaited } = round;
  // By then nine in ten who report at all have done so.
  const known = [...reports, ...room.recent.flatMap((past) => past.reports)];
  const isLong = cutShort === null || (known.length > 0 && cutShort > usualTime(known));
  return {
    number: round.number,
    chain: round.chain,
    openedAt: round.openedAt,
    asked: asked.size,
    contributed: contributions.length,
    silent: asked.size - contributions.length - (isLong ? 0 : awaited.size),
    // A clock that was set back gives times below nothing.
    reports: sample(reports.map((time) => Math.max(0, time))),
    norms: sample(contributions.map(({ contribution }) => rootMeanSquare(contribution.scalars))),
    missing: rules.late > 0 ? [...asked].filter((id) => !round.contributions.has(id)) : [],
  };
}

function partOf({ participant, contribution: { examples, scalars } }: StoredContribution) {
  return { participant, examples, scalars };
}

function latePartOf(stored: StoredContribution): LatePart {
  const { round, chain } = stored.contribution;
  return { round, chain, ...partOf(stored) };
}
