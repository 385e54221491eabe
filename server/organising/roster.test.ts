import { expect, test } from 'vitest';
import { type ParticipantId, parseParticipantId, parseSequence } from '../../src/protocol/index.ts';
import { mergeRosters } from './merge.ts';
import { Roster } from './roster.ts';
import { readRoster, writeRoster } from './wire.ts';

const participant = (n: number): ParticipantId => parseParticipantId(n.toString(16).padStart(32, '0'));
const phone = { engine: 'simd', form: 'phone' } as const;

test('[O4] a node remembers a bounded number of participants, and never forgets one that is here', () => {
  let now = 0;
  const roster = new Roster(() => ++now);
  for (let n = 0; n < 30_000; n++) {
    roster.joined(participant(n), { up: 1, down: 2 });
    if (n >= 10) roster.left(participant(n));
  }
  const { counts, participants } = roster.view(500);
  expect(counts.connected).toBe(10);
  expect(counts.away).toBeLessThanOrEqual(20_000);
  expect(counts.away).toBeGreaterThan(18_000);
  expect(participants).toHaveLength(500);
  expect(participants[0]!.participant).toBe(participant(29_999));
});

test('[O4] bytes of earlier connections count, and those of one that is replaced', () => {
  const roster = new Roster(() => 1);
  roster.joined(participant(1), { up: 10, down: 20 });
  roster.told(participant(1), phone);
  roster.joined(participant(1), { up: 1, down: 2 });
  expect(roster.view(1).participants).toMatchObject([{ up: 11, down: 22, device: phone, state: 'connected' }]);
});

test('[N8] what two nodes know is one: a client is where it is connected, and nothing counts twice', () => {
  let now = 1000;
  const [here, there] = [new Roster(() => now), new Roster(() => now)];
  here.joined(participant(1), { up: 10, down: 20 });
  here.asked(parseSequence(1), [participant(1)]);
  here.closed(parseSequence(1));
  here.left(participant(1));
  now = 2000;
  there.joined(participant(1), { up: 1, down: 2 });
  there.readied(participant(1), true);
  const told = readRoster(writeRoster(there.view(500)))!;
  const merged = mergeRosters(here.view(500), [told], 500);
  expect(merged.participants).toEqual([
    {
      ...{ participant: participant(1), device: null, state: 'ready', joinedAt: 1000, seenAt: 2000 },
      ...{ missed: 1, refused: 0, up: 11, down: 22 },
    },
  ]);
  expect(merged.since).toBe(1000);
  expect(readRoster('{"since":"now"}')).toBeNull();
  expect(readRoster('{')).toBeNull();
});

test('[O6] scalars at the clip count once for each who was asked: who repeats them, or makes up a round, changes nothing', () => {
  const roster = new Roster(() => 1);
  const told = (n: number, round: number, scalar: number) =>
    roster.measured(participant(n), round, Float32Array.of(scalar, 0), 2);
  roster.asked(parseSequence(4), [participant(1), participant(2)]);
  told(1, 4, 2);
  told(2, 4, 1);
  for (let times = 0; times < 50; times++) told(2, 4, -2);
  for (let round = 5; round < 50; round++) told(2, round, 2);
  told(3, 4, 2);
  expect(roster.view(0)).toMatchObject({ scalars: 4, clipped: 1 });
});
