import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { hoursAt } from './schedule.ts';
import type { Schedule } from './settings.ts';

const MINUTE = 60_000;
const EVERY_DAY = [true, true, true, true, true, true, true];
const NIGHT: Schedule = { on: true, days: EVERY_DAY, from: 22 * 60, to: 6 * 60 };

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

/** Zones with and without summer time, on both halves of the earth, one of half an hour's. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];

function time(zoneName: string, year: number, month: number, day: number, hours = 0, minutes = 0): number {
  process.env['TZ'] = zoneName;
  return new Date(year, month - 1, day, hours, minutes).getTime();
}

describe('hours that cross midnight', () => {
  test('are open before and after it', () => {
    const at = (hours: number, minutes = 0) => hoursAt(NIGHT, time('Europe/Berlin', 2026, 11, 23, hours, minutes));
    expect([at(5, 59).open, at(6).open, at(21, 59).open, at(22).open, at(23, 59).open]).toEqual([
      ...[true, false, false, true, true],
    ]);
    expect(at(12).until).toBe(time('Europe/Berlin', 2026, 11, 23, 22));
    expect(at(23).until).toBe(time('Europe/Berlin', 2026, 11, 24, 6));
    expect(at(1).until).toBe(time('Europe/Berlin', 2026, 11, 23, 6));
  });

  test('belong to the day on which they begin', () => {
    // 23 November 2026 is a Monday: its night lasts until Tuesday morning.
    const monday = { ...NIGHT, days: [true, false, false, false, false, false, false] };
    const at = (day: number, hours: number) => hoursAt(monday, time('UTC', 2026, 11, day, hours));
    expect(at(23, 3)).toEqual({ open: false, until: time('UTC', 2026, 11, 23, 22) });
    expect(at(24, 3)).toEqual({ open: true, until: time('UTC', 2026, 11, 24, 6) });
    expect(at(24, 12)).toEqual({ open: false, until: time('UTC', 2026, 11, 30, 22) });
  });
});

describe('clocks that are put forward or back', () => {
  test('a night in March is an hour shorter, one in October an hour longer', () => {
    const long = (month: number, day: number): number =>
      (hoursAt(NIGHT, time('Europe/Berlin', 2026, month, day, 22)).until! -
        time('Europe/Berlin', 2026, month, day, 22)) /
      (60 * MINUTE);
    expect([long(3, 28), long(10, 24), long(11, 23)]).toEqual([7, 9, 8]);
  });

  test('hours that the clock leaves out do not come, and those of the next day do', () => {
    // On 29 March 2026 there is no time between two and three in Berlin.
    const early = { ...NIGHT, from: 150, to: 170 };
    const before = time('Europe/Berlin', 2026, 3, 29, 1, 59);
    const { open, until } = hoursAt(early, before);
    expect(open).toBe(false);
    expect(until).toBeGreaterThan(before);
    expect(hoursAt(early, time('Europe/Berlin', 2026, 3, 30, 2, 35)).open).toBe(true);
  });
});

test('no day is chosen: never; every day whole: always; neither changes', () => {
  const now = time('UTC', 2026, 11, 23, 12);
  expect(hoursAt({ ...NIGHT, days: EVERY_DAY.map(() => false) }, now)).toEqual({ open: false, until: null });
  expect(hoursAt({ ...NIGHT, from: 0, to: 0 }, now)).toEqual({ open: true, until: null });
  expect(hoursAt({ ...NIGHT, from: 480, to: 480 }, now)).toEqual({ open: true, until: null });
});

const minute = fc.integer({ min: 0, max: 1439 });
const days = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });
const anySchedule = fc.record({ on: fc.constant(true), days, from: minute, to: minute });
/** A year in minutes. */
const moment = fc.integer({ min: 0, max: 366 * 1440 }).map((n) => Date.UTC(2026, 0, 1) + n * MINUTE);

test('until the end that it tells nothing changes, and at that end it does, in every zone and all year', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), anySchedule, moment, fc.double({ min: 0, max: 1, noNaN: true }), (...of) => {
      const [zoneName, schedule, now, between] = of;
      process.env['TZ'] = zoneName;
      const { open, until } = hoursAt(schedule, now);
      const end = until ?? now + 10 * 86_400_000;
      expect(end).toBeGreaterThan(now);
      const somewhere = now + Math.floor((end - now - 1) * between);
      expect(hoursAt(schedule, somewhere).open).toBe(open);
      expect(hoursAt(schedule, end - 1).open).toBe(open);
      if (until !== null) expect(hoursAt(schedule, until).open).toBe(!open);
    }),
    { numRuns: 1000 },
  );
});

test('on a day without a change of clocks the hours are what the clock on the wall says', () => {
  fc.assert(
    fc.property(fc.constantFrom('UTC', 'Asia/Kolkata'), minute, minute, moment, (zoneName, from, to, now) => {
      process.env['TZ'] = zoneName;
      const wall = new Date(now).getHours() * 60 + new Date(now).getMinutes();
      const open = from < to ? wall >= from && wall < to : wall >= from || wall < to;
      expect(hoursAt({ on: true, days: EVERY_DAY, from, to }, now).open).toBe(open);
    }),
  );
});
