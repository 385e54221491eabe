import * as v from 'valibot';

const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1439));

/** When to compute: each chosen day from a time on, in minutes since midnight, until another, which may be the next day's. */
const scheduleSchema = v.object({
  on: v.boolean(),
  /** Monday to Sunday: days on which the hours begin. */
  days: v.pipe(v.array(v.boolean()), v.length(7)),
  from: minute,
  /** The same as `from`: a whole day. */
  to: minute,
});
export type Schedule = v.InferOutput<typeof scheduleSchema>;

/** Shares of the time that one can choose to compute in. */
export const INTENSITIES = [0.25, 0.5, 0.75, 1] as const;
/** Charge below which one can choose to pause. */
export const LEVELS = [0.15, 0.3, 0.5, 0.7] as const;

const NIGHTS: Schedule = { on: false, days: Array.from({ length: 7 }, () => true), from: 22 * 60, to: 6 * 60 };

const settingsSchema = v.object({
  /** Compute always, on battery down to a charge, or only while plugged in. */
  power: v.fallback(v.picklist(['always', 'level', 'plugged']), 'level'),
  /** That charge, in (0, 1). */
  level: v.fallback(v.picklist(LEVELS), 0.3),
  /** While the tab is hidden: go on slowly, or pause. */
  hidden: v.fallback(v.picklist(['slow', 'pause']), 'slow'),
  /** Load large files on any network, or only where data costs nothing. */
  network: v.fallback(v.picklist(['any', 'unmetered']), 'unmetered'),
  /** Share of the time to compute in. */
  intensity: v.fallback(v.picklist(INTENSITIES), 1),
  /** Keep the screen on while contributing. */
  awake: v.fallback(v.boolean(), false),
  schedule: v.fallback(scheduleSchema, NIGHTS),
});

/** When and how hard this device computes, as its owner chose. */
export type Settings = v.InferOutput<typeof settingsSchema>;

export const DEFAULTS: Settings = v.parse(settingsSchema, {});

/** Settings as they were kept; what is missing or makes no sense is as it was at first. */
export function readSettings(json: string | null): Settings {
  if (json === null) return DEFAULTS;
  try {
    const parsed = v.safeParse(settingsSchema, JSON.parse(json));
    return parsed.success ? parsed.output : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}
