import type { Allowance, NetworkReason, WaitReason } from '../../train/index.ts';
import { hoursAt } from './schedule.ts';
import type { Settings } from './settings.ts';

/** Above the charge at which it pauses, a device has to be by this much before it goes on: else it would flicker. */
export const MARGIN = 0.05;
/** Milliseconds that a device has to have been charging before it goes on. */
export const SETTLE = 20_000;
/** Share of the time to compute in, at most, while the tab is hidden: something else is in front of the person. */
export const HIDDEN_SHARE = 0.5;

/** What a person can go on in spite of. */
export type Ground = 'power' | 'hidden' | 'schedule';

/** What is the case around the page. */
export interface Conditions {
  /** Null where the browser does not tell. `since`: when it last was plugged in or out, milliseconds since 1970. */
  readonly battery: { readonly level: number; readonly charging: boolean; readonly since: number } | null;
  /** The person's word, where the browser does not tell; null where it was not given. */
  readonly pluggedIn: boolean | null;
  readonly hidden: boolean;
  readonly network: 'cellular' | 'save-data' | 'unmetered' | 'unknown';
  /** The person's word, where the browser does not tell. */
  readonly onMobileData: boolean | null;
  /** The person wants the files on whatever network this is. */
  readonly loadAnyway: boolean;
  /** What held the work back until now, and was battery: the last decision's `held`. */
  readonly held: boolean;
  /** What the person goes on in spite of, as long as it lasts: the last decision's `overruled`, and what came to it. */
  readonly overruled: readonly Ground[];
}

export interface Decision extends Allowance {
  readonly run: boolean;
  /** When all reasons are expected to be over, milliseconds since 1970; null where nobody can know. */
  readonly until: number | null;
  readonly held: boolean;
  readonly overruled: readonly Ground[];
  /** When to decide again, though nothing else changes. */
  readonly next: number | null;
}

const FREE = { held: false, reason: null };

/** Whether this device computes now, how hard, and why not. Pure: the same question has the same answer. */
export function decide(settings: Settings, conditions: Conditions, now: number): Decision {
  const power = byPower(settings, conditions, now);
  const hours = settings.schedule.on ? hoursAt(settings.schedule, now) : null;
  const all: readonly (WaitReason | null)[] = [
    power.reason,
    conditions.hidden && settings.hidden === 'pause' ? { name: 'hidden', until: null } : null,
    hours && !hours.open ? { name: 'schedule', until: hours.until } : null,
  ];
  const found = all.filter((reason) => reason !== null);
  const overruled = conditions.overruled.filter((ground) => found.some((reason) => groundOf(reason) === ground));
  const reasons = found.filter((reason) => !overruled.some((ground) => groundOf(reason) === ground));
  const ends = reasons.map(({ until }) => until ?? Number.POSITIVE_INFINITY);
  const until = Math.max(...ends);
  const next = Math.min(hours?.until ?? Number.POSITIVE_INFINITY, power.reason?.until ?? Number.POSITIVE_INFINITY);
  return {
    run: reasons.length === 0,
    reasons,
    until: Number.isFinite(until) ? until : null,
    intensity: conditions.hidden ? Math.min(settings.intensity, HIDDEN_SHARE) : settings.intensity,
    downloads: byNetwork(settings, conditions),
    held: power.held,
    overruled,
    next: Number.isFinite(next) ? next : null,
  };
}

/** What a reason is about. */
export function groundOf({ name }: WaitReason): Ground | null {
  switch (name) {
    case 'battery':
    case 'unplugged':
    case 'ask-plugged':
    case 'charging':
      return 'power';
    case 'hidden':
    case 'schedule':
      return name;
    case 'person':
      return null;
    default:
      return name satisfies never;
  }
}

function byPower(
  { power, level: least }: Settings,
  { battery, pluggedIn, held }: Conditions,
  now: number,
): { readonly held: boolean; readonly reason: WaitReason | null } {
  if (power === 'always') return FREE;
  if (!battery) {
    // Never is nothing done in silence: who has not been asked is asked, or the work goes on.
    if (pluggedIn === false) return { held: false, reason: { name: 'unplugged', said: true, until: null } };
    if (pluggedIn === null && power === 'plugged') return { held: false, reason: { name: 'ask-plugged', until: null } };
    return FREE;
  }
  const { level, charging, since } = battery;
  const resumeAt = least + MARGIN;
  if (power === 'level' && level >= resumeAt) return FREE;
  if (charging) {
    if (!held || now - since >= SETTLE) return FREE;
    return { held: true, reason: { name: 'charging', until: since + SETTLE } };
  }
  if (power === 'plugged') return { held: true, reason: { name: 'unplugged', said: false, until: null } };
  if (level >= least && !held) return FREE;
  return { held: true, reason: { name: 'battery', level, resumeAt, until: null } };
}

function byNetwork(
  { network: wish }: Settings,
  { network, onMobileData, loadAnyway }: Conditions,
): NetworkReason | null {
  if (wish === 'any' || loadAnyway) return null;
  if (network === 'cellular' || network === 'save-data') return network;
  return network === 'unknown' && onMobileData === true ? 'said' : null;
}
