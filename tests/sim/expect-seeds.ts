import { expect } from 'vitest';
import { type Report, simulate } from './simulation.ts';
import { EVENTS } from './troubles.ts';

/** Seeds of one test file; there are four, which run side by side. */
const SEEDS_PER_FILE = 250;

/** Simulates the seeds of file `file` (0, 1, ...), and makes sure that the trouble was real. */
export async function expectSeeds(file: number): Promise<void> {
  const first = file * SEEDS_PER_FILE + 1;
  const reports: Report[] = [];
  for (let seed = first; seed < first + SEEDS_PER_FILE; seed++) reports.push(await simulate(seed));
  const total = (figure: (report: Report) => number): number =>
    reports.reduce((sum, report) => sum + figure(report), 0);
  // The federations worked through it.
  expect(total(({ rounds }) => rounds)).toBeGreaterThan(6 * SEEDS_PER_FILE);
  expect(total(({ acked }) => acked)).toBeGreaterThan(10 * SEEDS_PER_FILE);
  for (const event of EVENTS) {
    expect(
      total(({ events }) => events.get(event) ?? 0),
      event,
    ).toBeGreaterThan(SEEDS_PER_FILE / 10);
  }
  for (const fault of ['dropped', 'duplicated', 'reordered', 'late', 'cut'] as const) {
    expect(
      total(({ frames }) => frames[fault]),
      fault,
    ).toBeGreaterThan(SEEDS_PER_FILE);
  }
  for (const fault of ['torn', 'refused', 'lostAnswers'] as const) {
    expect(
      total(({ disk }) => disk[fault]),
      fault,
    ).toBeGreaterThan(SEEDS_PER_FILE / 25);
  }
  for (const what of ['late', 'rollbacks', 'cancelled', 'extended', 'atTarget', 'clipped'] as const) {
    expect(
      total(({ ledger }) => ledger[what]),
      what,
    ).toBeGreaterThan(SEEDS_PER_FILE / 10);
  }
  expect(total(({ ledger }) => ledger.guarded)).toBeGreaterThan(0);
  expect(total(({ nodes }) => (nodes > 1 ? 1 : 0))).toBeGreaterThan(SEEDS_PER_FILE / 4);
  expect(total(({ journalsTorn }) => journalsTorn)).toBeGreaterThan(SEEDS_PER_FILE / 10);
}
