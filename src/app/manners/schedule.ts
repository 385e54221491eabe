import type { Schedule } from './settings.ts';

/** Days that a change is looked for in: a week, and one for hours that began yesterday. */
const DAYS = 8;

/** Whether a time lies in the schedule's hours, and when that changes; null where it never does. */
export interface Hours {
  readonly open: boolean;
  /** Milliseconds since 1970. */
  readonly until: number | null;
}

/**
 * The hours at `now`, on this device's own calendar: a day may have 23 or 25 of them, and hours that cross midnight are
 * those of the day on which they begin.
 */
export function hoursAt(schedule: Schedule, now: number): Hours {
  const spans = spansAround(schedule, now);
  const current = spans.find(([from, to]) => from <= now && now < to);
  if (!current) return { open: false, until: spans.find(([from]) => from > now)?.[0] ?? null };
  let end = current[1];
  // Hours that begin where others end, or before, go on from them.
  for (const [from, to] of spans) if (from <= end && to > end) end = to;
  return { open: true, until: end > spans.at(-1)![0] && isEveryDay(schedule) ? null : end };
}

/** From when to when, the earliest first, from yesterday on. */
function spansAround({ days, from, to }: Schedule, now: number): (readonly [from: number, to: number])[] {
  const today = new Date(now);
  return Array.from({ length: DAYS + 1 }, (_, i) => i - 1).flatMap((offset) => {
    const at = (plus: number, minutes: number): number =>
      new Date(today.getFullYear(), today.getMonth(), today.getDate() + offset + plus, 0, minutes).getTime();
    const weekday = (new Date(at(0, 720)).getDay() + 6) % 7;
    if (!days[weekday]) return [];
    const span = [at(0, from), at(to <= from ? 1 : 0, to)] as const;
    // Hours that a clock leaves out when it is put forward.
    return span[0] < span[1] ? [span] : [];
  });
}

/** Whole days without a gap. */
function isEveryDay({ days, from, to }: Schedule): boolean {
  return from === to && days.every(Boolean);
}
