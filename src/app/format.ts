/** Figures as the page writes them. Pure; English, as the page is. */

/** True minus sign, so that numbers line up and are read as numbers. */
const MINUS = '\u2212';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function formatCount(value: number): string {
  return whole.format(value);
}

/** Decimal units, as operators and phone bills count: 1 kB = 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${whole.format(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = -1;
  // 999.95 rather than 1000, so that rounding never shows "1000.0 kB".
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** A share in [0, 1] as per cent, with one decimal. */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A difference of two shares in percentage points, signed. */
export function formatPoints(difference: number): string {
  const points = (difference * 100).toFixed(1);
  return `${Number(points) < 0 ? MINUS : '+'}${points.replace('-', '')} points`;
}

/** A loss in nats. */
export function formatLoss(loss: number): string {
  return loss.toFixed(3);
}

/** A scalar as it was sent: every digit that a float32 holds, signed. */
export function formatScalar(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = Number(Math.abs(value).toPrecision(9)).toString();
  return value < 0 ? `${MINUS}${digits}` : `+${digits}`;
}

/** A scalar short enough to be drawn. */
export function formatSeed(value: number): string {
  return `${value < 0 ? MINUS : '+'}${Math.abs(value).toFixed(2)}`;
}

/** How long something took, to the second. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** So many things in a second: whole where they are many. */
export function formatSpeed(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : whole.format(perSecond);
}

/** Steps per second, or seconds per step where they are slow. */
export function formatPace(secondsPerStep: number): string {
  if (secondsPerStep <= 0) return 'not yet measured';
  return secondsPerStep <= 2 ? `${(1 / secondsPerStep).toFixed(1)} steps/s` : `${secondsPerStep.toFixed(1)} s per step`;
}

export function formatClock(time: number): string {
  return new Date(time).toLocaleTimeString('en-GB');
}

/** "1 example", "2 examples". */
export function plural(count: number, noun: string): string {
  return `${whole.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first 32 hexadecimal digits in groups of eight, so that two people can compare them aloud. */
export function formatFingerprint(digits: string): string {
  return (digits.match(/.{1,8}/g) ?? []).join(' ');
}
