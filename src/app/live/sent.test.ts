import { describe, expect, test } from 'vitest';
import type { TrainEvent } from '../../train/index.ts';
import { NOTHING_SENT, type SentRecord, recordSent, recordText, scalarText } from './sent.ts';

type Sent = Extract<TrainEvent, { type: 'sent' }>;

const heartbeat: Sent = { type: 'sent', message: 'heartbeat', bytes: 1, fields: [], scalars: null };
const ready: Sent = { type: 'sent', message: 'ready', bytes: 2, fields: [['ready', 'yes']], scalars: null };

function contribution(scalars: Float32Array): Sent {
  return { type: 'sent', message: 'contribution', bytes: 40 + scalars.length * 4, fields: [['round', '1']], scalars };
}

function record(...sent: readonly Sent[]): SentRecord {
  return sent.reduce((state, message, i) => recordSent(state, message, i), NOTHING_SENT);
}

describe('the record of what left', () => {
  test('totals every byte, message and number', () => {
    const state = record(
      ready,
      contribution(new Float32Array(40)),
      heartbeat,
      heartbeat,
      contribution(new Float32Array(40)),
    );
    expect(state.bytes).toBe(2 + 200 + 1 + 1 + 200);
    expect(state.numbers).toBe(80);
    expect(state.kinds.get('contribution')).toEqual({ count: 2, bytes: 400, numbers: 80 });
    expect(state.kinds.get('heartbeat')).toEqual({ count: 2, bytes: 2, numbers: 0 });
  });

  test('folds heartbeats in a row, and them alone', () => {
    const { messages } = record(heartbeat, heartbeat, heartbeat, ready, ready, heartbeat);
    expect(messages.map(({ message, count }) => `${message} ${count}`)).toEqual([
      'heartbeat 3',
      'ready 1',
      'ready 1',
      'heartbeat 1',
    ]);
    expect(messages[0]).toMatchObject({ bytes: 3, time: 2 });
  });

  test('never folds what carries anything into what carries nothing', () => {
    const bare: Sent = { ...ready, fields: [] };
    expect(record(bare, ready).messages).toHaveLength(2);
    expect(record(ready, bare).messages).toHaveLength(2);
  });

  test('copies as JSON lines with every number in full', () => {
    const scalars = Float32Array.from({ length: 5000 }, (_, i) => i / 7);
    const lines = recordText(record(ready, contribution(scalars))).split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1]!)).toMatchObject({ message: 'contribution', round: '1', scalars: [...scalars] });
  });

  test('counts a held-out loss among the numbers that were computed from texts', () => {
    const evaluation: Sent = { ...ready, message: 'evaluation', fields: [['loss on held-out examples', '0.5']] };
    expect(record(evaluation, contribution(new Float32Array(4))).numbers).toBe(5);
  });

  test('copies no token that others could join by', () => {
    const hello = (invite: string): Sent => ({ ...ready, message: 'hello', fields: [['invite', invite]] });
    const lines = recordText(record(hello('secret'), hello('none'))).split('\n');
    expect(lines.map((line) => JSON.parse(line).invite)).toEqual(['left out of this copy', 'none']);
  });

  test('shows no more numbers than it is asked for', () => {
    expect(scalarText(Float32Array.of(1, -2, 3), 2)).toBe('+1  \u22122');
  });
});
