import { expect, test } from 'vitest';
import type { ServerMessage } from '../protocol/index.ts';
import { takePass } from './entry-pass.ts';

/** An inbox with `count` entries of `bytes` each, and a message behind them. */
function inbox(count: number, bytes: number) {
  const messages: ServerMessage[] = Array.from({ length: count }, () => ({
    type: 'entry',
    bytes: new Uint8Array(bytes),
  }));
  messages.push({ type: 'heartbeat' });
  return { messages, peek: () => messages[0], take: () => messages.shift() };
}

test.each([
  ['private directions: sixteen entries', 'private', 100, 2, 16],
  ['a pool: all that are there', 'pool', 100, 2, 41],
  ['a pool: no more than a mebibyte, where all of a block trains', 'pool', 100_000, 2, 10],
  ['the biases of a large model: fewer', 'private', 20_000, 20, 5],
  ['one that is larger by itself', 'pool', 3_000_000, 2, 1],
] as const)('one pass takes, of %s', (_, directions, bytes, runs, taken) => {
  const count = 40;
  const link = inbox(count, bytes);
  const [first = { from: 0, to: 1 }, ...second] = Array.from({ length: runs }, (_run, i) => ({ from: i, to: i + 1 }));
  expect(takePass(link, new Uint8Array(bytes), directions, { first: [first], second })).toHaveLength(taken);
  // Nothing is lost: the first was taken before.
  expect(link.messages).toHaveLength(count + 1 - (taken - 1));
});
