import type { AlertView, EvaluationView, Manifest } from '../../src/protocol/index.ts';
import type { Attendance } from '../link.ts';
import type { Status, TimelineRow } from '../log/index.ts';
import type { RosterView } from './roster.ts';

/** What alerts are made of. */
export interface Signs {
  readonly now: number;
  readonly manifest: Manifest;
  readonly status: Status;
  readonly attendance: Attendance;
  /** The newest rounds, oldest first. */
  readonly rounds: readonly TimelineRow[];
  /** The newest of group `all`, oldest first. */
  readonly evaluations: readonly EvaluationView[];
  readonly roster: Pick<RosterView, 'since' | 'mismatches' | 'scalars' | 'clipped'>;
  /** Entries that the reconstruction has yet to replay; null where nothing rebuilds the model. */
  readonly lag: number | null;
  /** Why the reconstruction has stopped, and why the federation is not served as it should be; null where they do. */
  readonly stopped: string | null;
  readonly fault: string | null;
}

/** Times the usual pace of rounds after which none is a stall. */
const STALL = 3;
/** Rounds whose pace is the usual one. */
const PACE_ROUNDS = 20;
/** Rounds that drop-outs and refusals are looked for in. */
const WINDOW = 10;
/** Nats above the lowest held-out loss that make a divergence, where the manifest has no guard that says how many. */
const RISE = 0.2;
/** Evaluated states in a row that have to lie above. */
const ABOVE = 3;
/** Share of scalars at the clip that is often; and how many there have to be. */
const OFTEN_CLIPPED = 0.2;
const FEW_SCALARS = 100;
/** Share of refused among what came, and how many at least. */
const OFTEN_REFUSED = 0.1;
const FEW_REFUSED = 5;
/** Milliseconds for which a mismatch is told. */
const MISMATCH_TOLD = 3_600_000;
/** Entries by which a reconstruction may be behind. */
const BEHIND = 32;

/** Everything that wants an organiser's eye. [O6] */
export function alertsOf(signs: Signs): AlertView[] {
  const found = [stalled, diverging, clipped, mismatched, droppedOut, refused, unverified, failing];
  return found.flatMap((look) => look(signs) ?? []);
}

function stalled({ now, manifest, status, attendance, rounds, roster }: Signs): AlertView | null {
  if (status.state !== 'running' || (rounds.length === 0 && attendance.connected === 0)) return null;
  const { quorum, deadline } = manifest.round;
  const pace = paceOf(rounds.slice(-PACE_ROUNDS)) ?? deadline * 1000;
  // A relay that was down did not stall while it was.
  const last = Math.max(rounds.at(-1)?.closedAt ?? 0, roster.since);
  const since = last + STALL * Math.max(pace, 1000);
  if (now <= since) return null;
  const usual = `No round has closed for ${duration(now - last)}, where one takes ${duration(pace)} as a rule.`;
  const { ready, connected, round } = attendance;
  const open = round ? ` Round ${round.number} has ${round.contributed} of ${quorum} contributions that it needs.` : '';
  const why =
    ready >= quorum
      ? ` The quorum is there: ${ready} devices are ready. Their steps may take longer than the deadline.`
      : ` The quorum is not there: ${ready} of ${quorum} devices that it takes are ready, ${connected} are connected.`;
  return { kind: 'stalled', since, words: usual + open + why };
}

/** Milliseconds from one closed round to the next: their median. */
function paceOf(rounds: readonly TimelineRow[]): number | null {
  const paces = rounds.map(({ openedAt, closedAt }, i) => closedAt - (rounds[i - 1]?.closedAt ?? openedAt));
  const [pace = null] = paces.sort((a, b) => a - b).slice(Math.floor(paces.length / 2));
  return pace;
}

function diverging({ now, manifest, evaluations, rounds }: Signs): AlertView | null {
  const rise = manifest.guard?.rise ?? RISE;
  const best = Math.min(...evaluations.map(({ loss }) => loss));
  const last = evaluations.slice(-ABOVE);
  if (last.length < ABOVE || last.some(({ loss }) => loss <= best + rise)) return null;
  const [first] = last;
  const since = rounds.find(({ number }) => number === first?.sequence)?.closedAt ?? now;
  const newest = last.at(-1)?.loss.toFixed(3);
  const words = `Held-out loss is ${newest}, above the lowest, ${best.toFixed(3)}, by more than ${rise} in ${ABOVE} states in a row.`;
  return { kind: 'diverging', since, words };
}

function clipped({ roster, rounds, now }: Signs): AlertView | null {
  const share = roster.clipped / Math.max(roster.scalars, 1);
  if (roster.scalars < FEW_SCALARS || share < OFTEN_CLIPPED) return null;
  const since = rounds.slice(-WINDOW)[0]?.openedAt ?? now;
  const words = `${percent(share)} of the newest projected gradients are at the manifest's clip: steps are too large, or the model is leaving what it knew.`;
  return { kind: 'diverging', since, words };
}

function mismatched({ now, roster }: Signs): AlertView | null {
  const recent = roster.mismatches.filter(({ at }) => now - at < MISMATCH_TOLD);
  const [first] = recent;
  const newest = recent.at(-1);
  if (!first || !newest) return null;
  const devices = new Set(recent.map(({ participant }) => participant)).size;
  const who = devices === 1 ? 'A device' : `${devices} devices`;
  const words = `${who} came with another fingerprint than was published, last for state ${newest.sequence}, and began anew. One device may be faulty; several may mean a fault of an engine.`;
  return { kind: 'mismatch', since: first.at, words };
}

function droppedOut({ rounds }: Signs): AlertView | null {
  const last = rounds.slice(-WINDOW);
  const asked = last.reduce((sum, round) => sum + round.asked, 0);
  const silent = last.reduce((sum, round) => sum + round.silent, 0);
  if (last.length < WINDOW || silent <= asked / 2) return null;
  const words = `${percent(silent / asked)} of the devices that were asked in the last ${WINDOW} rounds did not answer in their time.`;
  return { kind: 'drop-outs', since: last[0]?.openedAt ?? 0, words };
}

function refused({ rounds }: Signs): AlertView | null {
  const last = rounds.slice(-WINDOW);
  const count = last.reduce((sum, round) => sum + round.refused, 0);
  const taken = last.reduce((sum, round) => sum + round.contributed, 0);
  if (count < FEW_REFUSED || count < OFTEN_REFUSED * (count + taken)) return null;
  const since = last.find((round) => round.refused > 0)?.openedAt ?? 0;
  const words = `${count} contributions were refused in the last ${last.length} rounds; the relay's metrics have the reasons.`;
  return { kind: 'refusals', since, words };
}

function unverified({ now, lag, stopped, rounds }: Signs): AlertView | null {
  const since = rounds.at(-1)?.closedAt ?? now;
  if (stopped !== null) return { kind: 'unverified', since, words: `${stopped} Rounds go on without fingerprints.` };
  if (lag === null || lag <= BEHIND) return null;
  const words = `The relay's copy of the model is ${lag} entries behind: fingerprints come late.`;
  return { kind: 'unverified', since, words };
}

function failing({ now, fault }: Signs): AlertView | null {
  return fault === null ? null : { kind: 'failing', since: now, words: fault };
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} seconds`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
