import { type RefusalReason, scalarCount } from '../../protocol/index.ts';
import type { Activity, WaitReason } from '../../train/index.ts';
import { formatBytes, formatDuration, formatShare, formatTimeOfDay } from '../format.ts';
import type { Progress } from '../progress.ts';
import { words } from './words/status/index.ts';

/** What is going on, in a headline; why, in a sentence; and what comes after it. */
export interface Description {
  readonly title: string;
  readonly reason: string;
  readonly next: string;
  /** Where it is known when this ends: from when until when, milliseconds since 1970. */
  readonly span: Span | null;
}

export interface Span {
  readonly from: number;
  readonly until: number;
  /** It may end earlier. */
  readonly atMost: boolean;
}

/** What the page knows of the person's wishes besides. */
export interface Wishes {
  /** The round under way is the last one. */
  readonly finishing: boolean;
  /** Share of the time to compute in. */
  readonly intensity: number;
}

const NO_WISHES: Wishes = { finishing: false, intensity: 1 };

/** The volunteer's activity in words. Every wait says what it waits for, and until when, or that nobody can know. */
export function describeActivity(progress: Progress, now: number, wishes = NO_WISHES): Description {
  const { activity } = progress;
  const t = words();
  switch (activity?.name) {
    case undefined:
      return { ...t.starting, span: null };
    case 'loading': {
      const { title, first, again, next } = t.loading;
      return { title, reason: progress.download ? first : again, next, span: null };
    }
    case 'metered': {
      const { title, next } = t.metered;
      return { title, reason: t.metered[activity.reason](formatBytes(activity.bytes)), next, span: null };
    }
    case 'probing':
      return { ...t.probing, reason: t.probing.reason(activity.engine), span: null };
    case 'evaluating':
      return { ...t.evaluating, span: null };
    case 'catching-up':
      return { ...t.catchingUp, reason: catchUp(activity.sequence, activity.target), span: null };
    case 'offline': {
      const until = progress.told + activity.retryIn;
      const left = until - now;
      const reason =
        left > 500 ? t.offline.soon(activity.attempt, formatDuration(left)) : t.offline.now(activity.attempt);
      const { title, next } = t.offline;
      return { title, reason, next, span: { from: progress.told, until, atMost: false } };
    }
    case 'waiting':
      return describeWait(activity.reason, progress, now, wishes);
    case 'training':
      return describeTraining(activity.round, progress, wishes);
    case 'paused':
      return describePause(activity, progress, now);
    case 'other-tab':
      return { ...t.otherTab, span: null };
    case 'left': {
      const { cancelled, cancelledReason, ended, endedReason, finished, finishedReason, title, reason, next } = t.left;
      if (progress.problems.some(({ fatal }) => fatal)) return { title: ended, reason: endedReason, next, span: null };
      const { download } = progress;
      if (download && download.loaded < download.total) {
        return { title: cancelled, reason: cancelledReason(formatBytes(download.loaded)), next, span: null };
      }
      if (wishes.finishing) return { title: finished, reason: finishedReason, next, span: null };
      return { title, reason, next, span: null };
    }
    default:
      activity satisfies never;
      return { ...t.starting, span: null };
  }
}

function catchUp(sequence: number, target: number): string {
  const t = words().catchingUp;
  return target === 0 ? t.asking : t.reason(sequence, target);
}

function describeTraining(round: number, { manifest }: Progress, { finishing, intensity }: Wishes): Description {
  const t = words().training;
  const why = manifest ? t.reason(manifest.method.localSteps) : t.unknown;
  const numbers = manifest ? scalarCount(manifest) : 0;
  return {
    title: t.title(round),
    reason: intensity < 1 ? `${why} ${t.rests(formatShare(intensity))}` : why,
    next: finishing ? t.nextIsEnd(numbers) : t.next(numbers),
    span: null,
  };
}

type Waiting = Extract<Activity, { name: 'waiting' }>['reason'];

function describeWait(reason: Waiting, progress: Progress, now: number, { finishing }: Wishes): Description {
  const { manifest, presence } = progress;
  const t = words();
  const span = roundSpan(progress);
  switch (reason) {
    case 'quorum': {
      const quorum = manifest?.round.quorum ?? 0;
      const ready = presence?.ready ?? 0;
      const { title, nobody, alone, some, next } = t.quorum;
      const why = ready === 0 ? nobody(quorum) : ready === 1 ? alone(quorum) : some(quorum, ready);
      return { title, reason: why, next: next(Math.max(0, quorum - ready)), span: null };
    }
    case 'next-round':
      return { ...t.nextRound, span };
    case 'paused':
      return { ...t.organiserPaused, span: null };
    case 'stopped':
      return { ...t.stopped, span: null };
    case 'others': {
      const missing = presence ? presence.participants - presence.contributed : 0;
      const left = span ? span.until - now : 0;
      const { title, missingFor, next, nextIsEnd } = t.others;
      const why =
        missing <= 0 ? t.others.in : left > 0 ? missingFor(missing, formatDuration(left)) : t.others.missing(missing);
      return { title, reason: why, next: finishing ? nextIsEnd : next, span: missing > 0 ? span : null };
    }
    default:
      reason satisfies never;
      return { ...t.starting, span: null };
  }
}

/** Of the open round: as far back as its deadline reaches, until then at most. */
export function roundSpan({ manifest, presence }: Progress): Span | null {
  if (!presence || presence.remaining === 0) return null;
  const until = presence.time + presence.remaining;
  return { from: until - Math.max(presence.remaining, (manifest?.round.deadline ?? 0) * 1000), until, atMost: true };
}

function describePause(
  { reasons, until }: Extract<Activity, { name: 'paused' }>,
  { presence, since }: Progress,
  now: number,
): Description {
  const t = words().paused;
  const others = (presence?.participants ?? 0) > 0;
  const whys = reasons.map((reason) => pauseReason(reason, others));
  const last = reasons.at(-1);
  if (until !== null && until > now) whys.push(t.until(formatTimeOfDay(until, now), formatDuration(until - now)));
  const next = last ? nextAfter(reasons, until) : t.next.timed;
  return {
    title: t.title,
    reason: whys.join(' '),
    next,
    span: until === null ? null : { from: since, until, atMost: false },
  };
}

function pauseReason(reason: WaitReason, others: boolean): string {
  const t = words().paused;
  switch (reason.name) {
    case 'person':
      return others ? t.personAmongOthers : t.person;
    case 'battery':
      return t.battery(formatShare(reason.level), formatShare(reason.resumeAt));
    case 'unplugged':
      return reason.said ? t.unpluggedSaid : t.unplugged;
    case 'ask-plugged':
      return t.askPlugged;
    case 'charging':
      return t.charging;
    case 'hidden':
      return t.hidden;
    case 'schedule':
      return t.schedule;
    default:
      reason satisfies never;
      return '';
  }
}

/** What ends a pause: what the person does comes first. */
function nextAfter(reasons: readonly WaitReason[], until: number | null): string {
  const t = words().paused.next;
  const has = (...names: WaitReason['name'][]): boolean => reasons.some(({ name }) => names.includes(name));
  if (has('person')) return t.person;
  if (has('ask-plugged')) return t.ask;
  if (has('battery', 'unplugged')) return t.power;
  if (has('hidden')) return t.hidden;
  return until === null ? t.never : t.timed;
}

/** What a rollback did, for a person. */
export function describeRollback({ from, to }: { readonly from: number; readonly to: number }): string {
  return words().rollback(from, to);
}

/** Why the relay did not take a contribution, for a person. */
export function describeRefusal(reason: RefusalReason): string {
  return words().refusals[reason];
}
