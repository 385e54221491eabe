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
  ['private directions: sixteen entries', 'private', 40, 100, 16],
  ['a pool: all that are there', 'pool', 40, 100, 41],
  ['a pool: no more than a mebibyte of them', 'pool', 40, 100_000, 10],
  ['one that is larger by itself', 'pool', 40, 3_000_000, 1],
] as const)('one pass takes, of %s', (_, directions, count, bytes, taken) => {
  const link = inbox(count, bytes);
  expect(takePass(link, new Uint8Array(bytes), directions)).toHaveLength(taken);
  // Nothing is lost: the first was taken before.
  expect(link.messages).toHaveLength(count + 1 - (taken - 1));
});
