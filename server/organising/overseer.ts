import {
  type EvaluationView,
  type Manifest,
  type Overview,
  type RoundView,
  type Summary,
  parseParticipantId,
  parseSequence,
} from '../../src/protocol/index.ts';
import type { AccessStore } from '../access/index.ts';
import type { Attendance } from '../link.ts';
import type { Head, Log, LogState, Status, TimelineRow } from '../log/index.ts';
import { alertsOf } from './alerts.ts';
import { Census } from './census.ts';
import { evenly } from './evenly.ts';
import type { RosterView } from './roster.ts';

/** Participants and rounds in one overview, and states whose evaluations are. */
export const MOST_PARTICIPANTS = 500;
const MOST_ROUNDS = 500;
const MOST_STATES = 200;
/** States below `since` whose evaluations may still change: those that devices may tell of. [R14] */
const STILL_OPEN = 32;
/** Rounds that alerts look at. */
const ALERT_ROUNDS = 32;
/** States in a summary, and participants that a state there must have been told of by: nobody's figure alone. [O7] */
const SUMMARY_STATES = 200;
const SUMMARY_PARTICIPANTS = 2;
/** Milliseconds for which everybody who asks is given the same summary: it takes a look at the whole history. */
const SUMMARY_FOR = 1000;

/** What is overseen: a federation, as its node sees it. */
export interface Overseen {
  readonly manifest: Manifest;
  readonly log: Log;
  readonly head: Head;
  readonly status: Status;
  readonly attendance: Attendance;
  readonly fingerprint: LogState['fingerprint'];
  /** Of all nodes. */
  roster(most: number): Promise<RosterView>;
}

/** How the relay's own part does. */
export interface Care {
  /** Entries that the reconstruction has yet to replay; null where nothing rebuilds the model. */
  readonly lag: number | null;
  readonly stopped: string | null;
  readonly fault: string | null;
}

/** Answers what an organiser, and what anybody, may know of one federation. [O3] to [O7] */
export class Overseer {
  readonly #federation: Overseen;
  readonly #access: Pick<AccessStore, 'labelsOf'>;
  readonly #care: () => Care;
  readonly #census: Census;
  /** What is being read, or was a moment ago. */
  #summary: { readonly at: number; readonly is: Promise<Summary> } | null = null;

  constructor(federation: Overseen, access: Pick<AccessStore, 'labelsOf'>, care: () => Care) {
    this.#federation = federation;
    this.#access = access;
    this.#care = care;
    this.#census = new Census(federation.log);
  }

  /** @param since rounds with greater numbers are told @param now milliseconds since 1970 */
  async overview(since: number, now: number): Promise<Overview> {
    const { log, manifest, status, head, fingerprint, attendance } = this.#federation;
    const roster = await this.#federation.roster(MOST_PARTICIPANTS);
    const rounds = await log.timeline(parseSequence(since), MOST_ROUNDS);
    const newest = await log.timeline(parseSequence(Math.max(0, head.sequence - 4 * ALERT_ROUNDS)), ALERT_ROUNDS);
    const evaluations = await log.evaluations(parseSequence(Math.max(0, since - STILL_OPEN)), MOST_STATES, null);
    const judged = await log.evaluations(parseSequence(0), MOST_STATES, 'all');
    await this.#census.count(head.sequence);
    const participants = roster.participants.map((entry) => parseParticipantId(entry.participant));
    const labels = await this.#access.labelsOf(manifest.id, participants);
    const signs = { now, manifest, status, attendance, rounds: newest, evaluations: judged, roster };
    return {
      at: now,
      since: roster.since,
      ...status,
      sequence: head.sequence,
      fingerprint: fingerprint?.fingerprint ?? null,
      counts: roster.counts,
      participants: roster.participants.map((entry, i) => ({
        ...entry,
        group: labels.get(participants[i]!) ?? null,
        contributed: this.#census.of(participants[i]!),
      })),
      rounds: rounds.map(roundView),
      evaluations,
      traffic: roster.traffic,
      alerts: alertsOf({ ...signs, ...this.#care() }),
      round: attendance.round,
    };
  }

  /** @param now milliseconds since 1970 */
  summary(now: number): Promise<Summary> {
    const last = this.#summary;
    if (last && Math.abs(now - last.at) < SUMMARY_FOR) return last.is;
    const is = this.#readSummary();
    this.#summary = { at: now, is };
    // One that failed is asked for again.
    is.catch(() => (this.#summary = null));
    return is;
  }

  async #readSummary(): Promise<Summary> {
    const { log, head, manifest } = this.#federation;
    await this.#census.count(head.sequence);
    const { firstAt, lastAt, ...totals } = await log.timelineTotals();
    const all = await log.evaluations(parseSequence(0), 0xffffffff, 'all');
    const told = all.filter(({ participants }) => participants >= SUMMARY_PARTICIPANTS);
    return {
      ...totals,
      // Entries of shared directions name nobody, and the relay does not either.
      participants: manifest.method.directions === 'shared' ? null : this.#census.size,
      logBytes: await log.entryBytes(parseSequence(0)),
      firstAt,
      lastAt,
      evaluations: evenly<EvaluationView>(told, SUMMARY_STATES),
    };
  }
}

function roundView({ silent: _silent, ...view }: TimelineRow): RoundView {
  return view;
}
