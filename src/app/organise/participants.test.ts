import { expect, test } from 'vitest';
import type { ParticipantView } from '../../protocol/index.ts';
import { deviceKinds, present, sorted } from './participants.ts';

function participant(name: string, changes: Partial<ParticipantView> = {}): ParticipantView {
  return {
    ...{ participant: name, group: null, device: null, state: 'ready', joinedAt: 0, seenAt: 0 },
    ...{ contributed: 0, missed: 0, refused: 0, up: 1, down: 2, ...changes },
  };
}

const names = (list: readonly ParticipantView[]): string => list.map((one) => one.participant).join('');

test('sorted by state, from the one who does most to the one who is away', () => {
  const list = [
    participant('a', { state: 'away' }),
    participant('b', { state: 'asked' }),
    participant('c', { state: 'contributed' }),
    participant('d', { state: 'connected' }),
    participant('e', { state: 'ready' }),
  ];
  expect(names(sorted(list, 'state', false))).toBe('cbeda');
  expect(names(sorted(list, 'state', true))).toBe('adebc');
});

test('sorted by figures and by words, ties by who was seen last', () => {
  const list = [
    participant('a', { missed: 3, group: 'x', seenAt: 1 }),
    participant('b', { missed: 1, group: null, seenAt: 3 }),
    participant('c', { missed: 3, group: 'c', seenAt: 2, device: { engine: 'simd', form: 'phone' } }),
  ];
  expect(names(sorted(list, 'missed', true))).toBe('cab');
  expect(names(sorted(list, 'group', false))).toBe('bca');
  expect(names(sorted(list, 'seenAt', true))).toBe('bca');
  expect(names(sorted(list, 'device', true))).toBe('cba');
  expect(names(list)).toBe('abc');
});

test('everybody who is connected is present', () => {
  expect(present({ away: 9, connected: 1, ready: 2, asked: 3, contributed: 4 })).toBe(10);
});

test('kinds of devices, the commonest first, with who is here and what went over the wire', () => {
  const phone = { engine: 'simd', form: 'phone' } as const;
  const list = [
    participant('a', { device: phone, state: 'away' }),
    participant('b'),
    participant('c', { device: { ...phone } }),
  ];
  expect(deviceKinds(list)).toEqual([
    { device: phone, here: 1, all: 2, bytes: 6 },
    { device: null, here: 1, all: 1, bytes: 3 },
  ]);
});
