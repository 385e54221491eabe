import { expect, test } from 'vitest';
import { encodeServerMessage } from '../protocol/index.ts';
import { Link } from './link.ts';
import type { ConnectionEvents } from './transport.ts';

/** A link, and what the relay does at the other end of it. */
async function opened(): Promise<{ link: Link; relay: ConnectionEvents }> {
  let relay: ConnectionEvents | null = null;
  const connection = { send: () => {}, close: () => {} };
  const transport = {
    connect: (events: ConnectionEvents) => {
      relay = events;
      return Promise.resolve(connection);
    },
  };
  const link = await Link.open(transport, { up: 0, down: 0 }, () => {}, new AbortController().signal);
  return { link: link!, relay: relay! };
}

test('a relay of another version counts as having said goodbye for it: reconnecting would find the same', async () => {
  const { link, relay } = await opened();
  relay.frame(encodeServerMessage({ type: 'challenge', version: 99, nonce: new Uint8Array(32) }));
  expect(link.take()).toEqual({ type: 'goodbye', reason: 'version', within: 0 });
  expect(link.isOpen).toBe(false);
});

test('a relay that sends what nobody knows is left without a word', async () => {
  const { link, relay } = await opened();
  relay.frame(Uint8Array.of(250, 1, 2));
  expect(link.take()).toBeUndefined();
  expect(link.isOpen).toBe(false);
});
