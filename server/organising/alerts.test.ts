import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { type Signs, alertsOf } from './alerts.ts';

const MINUTE = 60_000;
const at = 1_795_000_000_000;

/** Twenty rounds of a minute each, all well. */
const rounds = Array.from({ length: 20 }, (_, i) => ({
  ...{ number: i + 1, openedAt: at + i * MINUTE, closedAt: at + (i + 1) * MINUTE, asked: 4, contributed: 4, silent: 0 },
  ...{ late: 0, refused: 0, extended: false, bytes: 100 },
}));
const end = rounds.at(-1)!.closedAt;
const well: Signs = {
  now: end + MINUTE,
  manifest: testManifest(),
  status: { state: 'running', cause: 'none', words: '' },
  attendance: { connected: 4, ready: 4, round: null },
  rounds,
  evaluations: [],
  roster: { since: at - MINUTE, mismatches: [], scalars: 1000, clipped: 0 },
  lag: 0,
  stopped: null,
  fault: null,
};
const evaluations = (...losses: number[]) =>
  losses.map((loss, i) => ({
    ...{ sequence: 4 * (i + 1), group: 'all', loss, accuracy: null, participants: 3, examples: 30 },
  }));
const kinds = (change: Partial<Signs>) => alertsOf({ ...well, ...change }).map(({ kind }) => kind);

test('[O6] where all is well nothing is said', () => {
  expect(alertsOf(well)).toEqual([]);
  expect(kinds({ rounds: [], attendance: { connected: 0, ready: 0, round: null }, now: end + 1e9 })).toEqual([]);
  expect(kinds({ evaluations: evaluations(0.7, 0.6, 0.5, 0.65, 0.5) })).toEqual([]);
});

test('[O6] stalled: three times the usual pace without a round, and whether the quorum is there', () => {
  const now = end + 3 * MINUTE + 1;
  const [there] = alertsOf({ ...well, now });
  expect(there).toMatchObject({ kind: 'stalled', since: end + 3 * MINUTE });
  expect(there!.words).toContain('The quorum is there');
  const attendance = { connected: 1, ready: 1, round: null };
  expect(alertsOf({ ...well, now, attendance })[0]!.words).toContain('1 of 2 devices');
  expect(kinds({ now: now - 2 })).toEqual([]);
  expect(kinds({ now, status: { ...well.status, state: 'paused' } })).toEqual([]);
  // The relay itself was away.
  expect(kinds({ now, roster: { ...well.roster, since: now - MINUTE } })).toEqual([]);
});

test('[O6] diverging: held-out loss above the lowest in three states in a row, or scalars at the clip', () => {
  const rising = evaluations(0.7, 0.5, 0.71, 0.72, 0.73);
  expect(alertsOf({ ...well, evaluations: rising })).toMatchObject([
    { kind: 'diverging', since: rounds[11]!.closedAt, words: expect.stringContaining('0.730') },
  ]);
  const guard = { rise: 1, evaluations: 3 };
  expect(kinds({ evaluations: rising, manifest: { ...well.manifest, guard } })).toEqual([]);
  expect(kinds({ roster: { ...well.roster, clipped: 200 } })).toEqual(['diverging']);
  expect(kinds({ roster: { ...well.roster, scalars: 50, clipped: 50 } })).toEqual([]);
});

test('[O6] drop-outs, refusals, mismatches, and a relay that does not do its part', () => {
  const change = (silent: number, refused: number) => rounds.map((round) => ({ ...round, silent, refused }));
  expect(kinds({ rounds: change(3, 0) })).toEqual(['drop-outs']);
  expect(kinds({ rounds: change(2, 0) })).toEqual([]);
  expect(kinds({ rounds: change(3, 0).slice(-9) })).toEqual([]);
  expect(kinds({ rounds: change(0, 1) })).toEqual(['refusals']);
  expect(kinds({ rounds: [...change(0, 0).slice(1), { ...rounds.at(-1)!, refused: 4 }] })).toEqual([]);
  const mismatches = [{ participant: 'a', sequence: 7, at: end }];
  expect(kinds({ roster: { ...well.roster, mismatches } })).toEqual(['mismatch']);
  expect(kinds({ roster: { ...well.roster, mismatches: [{ ...mismatches[0]!, at: end - 2e7 }] } })).toEqual([]);
  expect(kinds({ lag: 33 })).toEqual(['unverified']);
  expect(kinds({ stopped: 'It has stopped.' })).toEqual(['unverified']);
  expect(kinds({ fault: 'The disk is full.' })).toEqual(['failing']);
});
