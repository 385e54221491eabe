import { expect, test } from 'vitest';
import { NO_SHARE, shareAfter } from './share.ts';

const brought = { contributions: 3, examples: 100, ownContributions: 1, ownExamples: 20 };
const round = (sequence: number) => ({ sequence, takenBack: null, brought });
/** Takes back rounds `from` on, of which each brought as much. */
function rollback(sequence: number, from: number) {
  const count = sequence - from;
  const { contributions, examples, ownContributions, ownExamples } = brought;
  const back = {
    contributions: -count * contributions,
    examples: -count * examples,
    ownContributions: -count * ownContributions,
    ownExamples: -count * ownExamples,
  };
  return { sequence, takenBack: { from, to: sequence - 1 }, brought: back };
}

function after(...entries: readonly Parameters<typeof shareAfter>[1][]) {
  return entries.reduce(shareAfter, NO_SHARE);
}

test('sums what the entries brought, each once', () => {
  const share = { first: 1, last: 2, contributions: 6, ownContributions: 2, examples: 200, ownExamples: 40 };
  expect(after(round(1), round(2))).toEqual(share);
  expect(after(round(1), round(2), round(1), round(2))).toEqual(share);
});

test('[L7] rounds that were taken back are out of it', () => {
  expect(after(round(1), round(2), round(3), rollback(4, 2))).toMatchObject({
    contributions: 3,
    ownExamples: 20,
  });
});

test('begins with the first entry after a snapshot, and says where', () => {
  expect(after(round(101), round(102))).toMatchObject({ first: 101, contributions: 6 });
  expect(after(round(1), round(50), round(51))).toMatchObject({ first: 50, contributions: 6 });
});

test('begins anew where rounds are taken back that it never saw', () => {
  expect(after(round(101), round(102), rollback(103, 90))).toMatchObject({ contributions: 0, examples: 0 });
  expect(after(round(101), rollback(102, 90), round(103))).toMatchObject({ first: 103, contributions: 3 });
});

test('knows no examples where entries tell none', () => {
  const shared = { contributions: 5, examples: null, ownContributions: 0, ownExamples: 0 };
  expect(after({ ...round(1), brought: shared }, { ...round(2), brought: shared })).toMatchObject({
    ...{ contributions: 10, examples: null },
  });
});
