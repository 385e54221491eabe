/**
 * Why this device does not compute although it could, and when that is expected to end: milliseconds since 1970, null
 * where nobody can know. Shares are in [0, 1].
 */
export type WaitReason = { readonly until: number | null } & (
  | { readonly name: 'person' }
  /** Not charging and low: it goes on from `resumeAt` on, or once it charges. */
  | { readonly name: 'battery'; readonly level: number; readonly resumeAt: number }
  /** Not plugged in, and it is to compute only while it is; `said` by the person, where no browser tells. */
  | { readonly name: 'unplugged'; readonly said: boolean }
  /** Only while plugged in, and neither browser nor person has said whether it is. */
  | { readonly name: 'ask-plugged' }
  /** Plugged in a moment ago: cables are plugged in twice. */
  | { readonly name: 'charging' }
  | { readonly name: 'hidden' }
  /** Outside the hours that the person chose. */
  | { readonly name: 'schedule' }
);

/** Why large files wait for another network: the browser says so, it was asked to save data, or the person said so. */
export type NetworkReason = 'cellular' | 'save-data' | 'said';

/** What this device may do at this moment. The page's manners decide it; a terminal's flags do. */
export interface Allowance {
  /** Empty where it may compute. */
  readonly reasons: readonly WaitReason[];
  /** Share of the time that it may compute in, in (0, 1]. */
  readonly intensity: number;
  /** Null where large files may be loaded. */
  readonly downloads: NetworkReason | null;
}

export const EVERYTHING: Allowance = { reasons: [], intensity: 1, downloads: null };

/** When all reasons are expected to be over; null where one of them nobody can know of, or there is none. */
export function untilOf(reasons: readonly WaitReason[]): number | null {
  let latest: number | null = null;
  for (const { until } of reasons) {
    if (until === null) return null;
    latest = Math.max(latest ?? until, until);
  }
  return latest;
}
