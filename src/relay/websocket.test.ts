import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebSocketTransport } from './websocket.ts';

test('an attempt to connect is given up when the volunteer leaves, even where nobody ever answers', async () => {
  // Takes the connection and says nothing, as a network that swallows packets does.
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = new WebSocketTransport(`http://127.0.0.1:${port}`, (url, protocol) => new WebSocket(url, protocol));
  const leaving = new AbortController();
  const taken = new Promise((resolve) => server.once('connection', resolve));
  let closed = 0;
  const attempt = transport.connect({ frame: () => {}, close: () => closed++ }, leaving.signal);
  await taken;
  leaving.abort();
  expect(await attempt).toBeNull();
  expect(closed).toBe(1);
  await new Promise((resolve) => server.close(resolve));
});
