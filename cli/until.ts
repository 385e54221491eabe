import { UsageError } from './options.ts';

/** Milliseconds until the clock on the wall next shows a time such as `22:30`. @throws UsageError on anything else */
export function millisecondsUntil(text: string, now: number): number {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) {
    throw new UsageError(`--until must be a time of day such as 22:30, not "${text}".`);
  }
  const then = new Date(now);
  then.setHours(Number(hours), Number(minutes), 0, 0);
  if (then.getTime() <= now) then.setDate(then.getDate() + 1);
  return then.getTime() - now;
}
