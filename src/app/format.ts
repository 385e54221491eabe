import { plural as oneOrMany, type Language, language } from './words/index.ts';
import { words } from './words/page.ts';

/** Figures as the page writes them, in the language that it speaks: who draws one is drawn again when that changes. */

/** True minus sign, so that numbers line up and are read as numbers. */
const MINUS = '\u2212';

/** Where a language is at home, for its dates and clocks: day before month, 24 hours. */
const LOCALES = { en: 'en-GB', de: 'de-DE' } as const satisfies Record<Language, string>;

/** What stands between thousands, and before the decimals. */
const SIGNS = { en: [',', '.'], de: ['.', ','] } as const satisfies Record<Language, readonly [string, string]>;

/**
 * With so many decimals, grouped from 1,000 on. Not by Intl.NumberFormat, whose first one takes a phone a fifth of a
 * second, before the first screen is there.
 */
function decimal(value: number, digits: number): string {
  const [group, sign] = SIGNS[language.value];
  const [whole = '', decimals] = value.toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, group);
  return decimals === undefined ? grouped : `${grouped}${sign}${decimals}`;
}

/** With the language's decimal sign, all digits kept. */
function withDecimalSign(digits: string): string {
  return digits.replace('.', SIGNS[language.value][1]);
}

export function formatCount(value: number): string {
  return decimal(value, 0);
}

/** Decimal units, as operators and phone bills count: 1 kB = 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${decimal(bytes, 0)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = -1;
  // 999.95 rather than 1000, so that rounding never shows "1000.0 kB".
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${withDecimalSign(value.toFixed(value < 100 ? 1 : 0))} ${units[unit]}`;
}

/** A number with so many decimals. */
export function formatDecimal(value: number, digits: number): string {
  return decimal(value, digits);
}

/** A share in [0, 1] as per cent, with one decimal. */
export function formatPercent(share: number): string {
  return `${decimal(share * 100, 1)} %`;
}

/** A difference of two shares in percentage points, signed. */
export function formatPoints(difference: number): string {
  const points = (difference * 100).toFixed(1);
  return words().units.points(`${Number(points) < 0 ? MINUS : '+'}${withDecimalSign(points.replace('-', ''))}`);
}

/** A loss in nats. */
export function formatLoss(loss: number): string {
  return withDecimalSign(loss.toFixed(3));
}

/** A scalar as it was sent: every digit that a float32 holds, signed. */
export function formatScalar(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = withDecimalSign(Number(Math.abs(value).toPrecision(9)).toString());
  return value < 0 ? `${MINUS}${digits}` : `+${digits}`;
}

/** A scalar short enough to be drawn. */
export function formatSeed(value: number): string {
  return `${value < 0 ? MINUS : '+'}${withDecimalSign(Math.abs(value).toFixed(2))}`;
}

/** How long something took, to the second. The units' signs are those of both languages. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** So many things in a second: whole where they are many. */
export function formatSpeed(perSecond: number): string {
  return decimal(perSecond, perSecond < 10 ? 1 : 0);
}

/** Steps per second, or seconds per step where they are slow. */
export function formatPace(secondsPerStep: number): string {
  const { notMeasured, stepsPerSecond, secondsPerStep: slow } = words().units;
  if (secondsPerStep <= 0) return notMeasured;
  return secondsPerStep <= 2 ? stepsPerSecond(decimal(1 / secondsPerStep, 1)) : slow(decimal(secondsPerStep, 1));
}

/** Hours, minutes and seconds. */
export function formatClock(time: number): string {
  return new Date(time).toLocaleTimeString(LOCALES[language.value]);
}

/** Hours and minutes; with the weekday where it is not within the next day. */
export function formatTimeOfDay(time: number, now = Date.now()): string {
  const weekday = Math.abs(time - now) < 20 * 3_600_000 ? undefined : 'long';
  return new Date(time).toLocaleString(LOCALES[language.value], { weekday, hour: '2-digit', minute: '2-digit' });
}

/** Monday is 0. */
export function formatWeekday(day: number): string {
  // 5 January 1970 was a Monday.
  return new Date(1970, 0, 5 + day).toLocaleDateString(LOCALES[language.value], { weekday: 'short' });
}

/** A share in [0, 1] as whole per cent. */
export function formatShare(share: number): string {
  return `${decimal(share * 100, 0)} %`;
}

/** Such as "3 Nov 2026". */
export function formatDate(time: number): string {
  return new Date(time).toLocaleDateString(LOCALES[language.value], { dateStyle: 'medium' });
}

/** Such as "3 Nov 2026, 14:05". */
export function formatMoment(time: number): string {
  return new Date(time).toLocaleString(LOCALES[language.value], { dateStyle: 'medium', timeStyle: 'short' });
}

/** "1 example", "2 examples": for words in any language, `counted(n, 'Beispiel', 'Beispiele')`. */
export function counted(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${oneOrMany(count, one, many)}`;
}

/** The first 32 hexadecimal digits in groups of eight, so that two people can compare them aloud. */
export function formatFingerprint(digits: string): string {
  return (digits.match(/.{1,8}/g) ?? []).join(' ');
}
