import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Conditions, type Decision, HIDDEN_SHARE, MARGIN, SETTLE, decide } from './decide.ts';
import { DEFAULTS, INTENSITIES, LEVELS, type Settings, readSettings } from './settings.ts';

const NOW = new Date(2026, 10, 23, 12).getTime();

const QUIET: Conditions = {
  ...{ battery: null, pluggedIn: null, hidden: false, network: 'unknown', onMobileData: null },
  ...{ loadAnyway: false, held: false, overruled: [] },
};

const minute = fc.integer({ min: 0, max: 1439 });
const schedule = fc.record({
  on: fc.boolean(),
  days: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  from: minute,
  to: minute,
});
const settings: fc.Arbitrary<Settings> = fc.record({
  power: fc.constantFrom('always', 'level', 'plugged'),
  level: fc.constantFrom(...LEVELS),
  hidden: fc.constantFrom('slow', 'pause'),
  network: fc.constantFrom('any', 'unmetered'),
  intensity: fc.constantFrom(...INTENSITIES),
  awake: fc.boolean(),
  schedule,
});
const level = fc.double({ min: 0, max: 1, noNaN: true });
const battery = fc.record({ level, charging: fc.boolean(), since: fc.integer({ min: NOW - 1e5, max: NOW }) });
const said = fc.option(fc.boolean(), { nil: null });
const conditions: fc.Arbitrary<Conditions> = fc.record({
  battery: fc.option(battery, { nil: null }),
  pluggedIn: said,
  hidden: fc.boolean(),
  network: fc.constantFrom('cellular', 'save-data', 'unmetered', 'unknown'),
  onMobileData: said,
  loadAnyway: fc.boolean(),
  held: fc.boolean(),
  overruled: fc.subarray(['power', 'hidden', 'schedule'] as const),
});
const moment = fc.integer({ min: NOW, max: NOW + 14 * 86_400_000 });

/** Decisions in a row, each remembering what the one before it held. */
function follow(of: Settings, states: readonly Partial<Conditions>[]): Decision[] {
  const made: Decision[] = [];
  for (const state of states) {
    const { held, overruled } = made.at(-1) ?? QUIET;
    made.push(decide(of, { ...QUIET, held, overruled, ...state }, NOW));
  }
  return made;
}

describe('whatever is the case', () => {
  test('it computes unless there is a reason, never harder than was asked for, and says when to look again', () => {
    fc.assert(
      fc.property(settings, conditions, moment, (wish, found, now) => {
        const { run, reasons, intensity, next, until } = decide(wish, found, now);
        expect(run).toBe(reasons.length === 0);
        expect(intensity).toBeGreaterThan(0);
        expect(intensity).toBeLessThanOrEqual(wish.intensity);
        if (next !== null) expect(next).toBeGreaterThan(now);
        // An end that is told is an end at which one looks again, or later.
        if (until !== null) expect(next).not.toBeNull();
      }),
    );
  });

  test('who chose nothing and whose browser tells nothing computes', () => {
    fc.assert(
      fc.property(moment, (now) => {
        expect(decide(DEFAULTS, QUIET, now)).toMatchObject({ run: true, intensity: 1, downloads: null });
      }),
    );
  });

  test('the same question has the same answer, and asking again with what it held changes nothing', () => {
    fc.assert(
      fc.property(settings, conditions, moment, (wish, found, now) => {
        const first = decide(wish, found, now);
        const again = decide(wish, { ...found, held: first.held, overruled: first.overruled }, now);
        expect(again).toEqual(first);
      }),
    );
  });

  test('whoever goes on in spite of all reasons computes', () => {
    fc.assert(
      fc.property(settings, conditions, moment, (wish, found, now) => {
        expect(decide(wish, { ...found, overruled: ['power', 'hidden', 'schedule'] }, now).run).toBe(true);
      }),
    );
  });

  test('what was overruled and is over is not overruled the next time', () => {
    const wish: Settings = { ...DEFAULTS, hidden: 'pause' };
    const decisions = follow(wish, [{ hidden: true, overruled: ['hidden'] }, { hidden: false }, { hidden: true }]);
    expect(decisions.map(({ run }) => run)).toEqual([true, true, false]);
  });
});

describe('battery', () => {
  const wish: Settings = { ...DEFAULTS, power: 'level', level: 0.3 };
  const at = (charge: number, charging = false, since = 0) => ({ battery: { level: charge, charging, since } });

  test('pauses below the threshold, and goes on above it by a margin', () => {
    const made = follow(
      wish,
      [0.32, 0.3, 0.29, 0.31, 0.349, 0.35, 0.31, 0.3].map((charge) => at(charge)),
    );
    expect(made.map(({ run }) => run)).toEqual([true, true, false, false, false, true, true, true]);
    expect(made[2]!.reasons).toEqual([{ name: 'battery', level: 0.29, resumeAt: 0.35, until: null }]);
  });

  test('a charge that wavers by less than the margin changes the decision once at most', () => {
    const wavering = fc.array(fc.double({ min: 0, max: MARGIN * 0.99, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(level, wavering, (around, offsets) => {
        const runs = follow(
          wish,
          offsets.map((offset) => at(Math.min(1, around + offset))),
        ).map(({ run }) => run);
        const changes = runs.filter((run, i) => i > 0 && run !== runs[i - 1]).length;
        expect(changes).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('plugged in again it goes on after a while, and says when; a cable pulled out at once starts nothing', () => {
    const [low, charging, settled, out] = follow(wish, [
      at(0.1),
      at(0.1, true, NOW - 1000),
      at(0.1, true, NOW - SETTLE),
      at(0.1),
    ]);
    expect([low?.run, charging?.run, settled?.run, out?.run]).toEqual([false, false, true, false]);
    expect(charging?.until).toBe(NOW - 1000 + SETTLE);
    expect(charging?.next).toBe(charging?.until);
  });

  test('who was never held back and is plugged in computes at any charge', () => {
    fc.assert(
      fc.property(level, (charge) => {
        expect(follow(wish, [at(charge, true, NOW)])[0]!.run).toBe(true);
      }),
    );
  });

  test('a charge above the threshold and its margin never pauses', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LEVELS), fc.boolean(), level, (least, held, more) => {
        const full = at(least + MARGIN + more * (1 - least - MARGIN));
        expect(decide({ ...wish, level: least }, { ...QUIET, ...full, held }, NOW).run).toBe(true);
      }),
    );
  });

  test('only while plugged in: a charge does not matter', () => {
    const plugged: Settings = { ...DEFAULTS, power: 'plugged' };
    fc.assert(
      fc.property(level, (charge) => {
        expect(follow(plugged, [at(charge)])[0]!.reasons).toMatchObject([{ name: 'unplugged', said: false }]);
        expect(follow(plugged, [at(charge, true)])[0]!.run).toBe(true);
      }),
    );
  });

  test.each([
    ['always', null, []],
    ['always', false, []],
    ['level', null, []],
    ['level', true, []],
    ['level', false, [{ name: 'unplugged', said: true, until: null }]],
    ['plugged', null, [{ name: 'ask-plugged', until: null }]],
    ['plugged', true, []],
    ['plugged', false, [{ name: 'unplugged', said: true, until: null }]],
  ] as const)('a browser that does not tell, %s, the person says %s', (power, pluggedIn, reasons) => {
    expect(decide({ ...DEFAULTS, power }, { ...QUIET, pluggedIn }, NOW).reasons).toEqual(reasons);
  });

  test("the browser's word counts, not the person's", () => {
    const found = { ...QUIET, ...at(0.9), pluggedIn: false };
    expect(decide(wish, found, NOW).run).toBe(true);
  });
});

describe('hidden tab', () => {
  test('goes on slowly, or pauses', () => {
    const found = { ...QUIET, hidden: true };
    expect(decide(DEFAULTS, found, NOW)).toMatchObject({ run: true, intensity: HIDDEN_SHARE });
    expect(decide({ ...DEFAULTS, intensity: 0.25 }, found, NOW).intensity).toBe(0.25);
    expect(decide({ ...DEFAULTS, hidden: 'pause' }, found, NOW).reasons).toEqual([{ name: 'hidden', until: null }]);
  });
});

describe('network', () => {
  test.each([
    ['unmetered', 'cellular', null, false, 'cellular'],
    ['unmetered', 'save-data', null, false, 'save-data'],
    ['unmetered', 'cellular', false, false, 'cellular'],
    ['unmetered', 'cellular', null, true, null],
    ['unmetered', 'unmetered', true, false, null],
    ['unmetered', 'unknown', null, false, null],
    ['unmetered', 'unknown', true, false, 'said'],
    ['unmetered', 'unknown', false, false, null],
    ['any', 'cellular', true, false, null],
  ] as const)('files on %s, network %s, the person says %s, load anyway %s', (...given) => {
    const [network, found, onMobileData, loadAnyway, downloads] = given;
    const around = { ...QUIET, network: found, onMobileData, loadAnyway };
    expect(decide({ ...DEFAULTS, network }, around, NOW).downloads).toBe(downloads);
  });

  test('stops no training', () => {
    expect(decide(DEFAULTS, { ...QUIET, network: 'cellular' }, NOW).run).toBe(true);
  });
});

describe('settings that were kept', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(settings, (kept) => {
        expect(readSettings(JSON.stringify(kept))).toEqual(kept);
      }),
    );
  });

  test.each([null, '', '{', 'null', '[]', '7', '{"power":"sun","intensity":3,"schedule":{"on":true}}'])(
    'of no use are the defaults: %s',
    (json) => {
      expect(readSettings(json)).toEqual(DEFAULTS);
    },
  );

  test('keep what makes sense', () => {
    expect(readSettings('{"intensity":0.5,"level":9}')).toEqual({ ...DEFAULTS, intensity: 0.5 });
  });

  test('whatever is kept there, something is read', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(Object.keys(readSettings(json)).sort()).toEqual(Object.keys(DEFAULTS).sort());
      }),
    );
  });
});
