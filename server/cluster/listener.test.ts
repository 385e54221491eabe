import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startPostgres } from '../../tests/support/postgres.ts';
import { Listener } from './listener.ts';

test('[N6] a listener whose connection dies without a word listens by another one', async () => {
  const postgres = await startPostgres();
  const url = new URL(await postgres.database());
  const far: Socket[] = [];
  // Between the two: connections that can be cut off without either end being told.
  const between = createServer((near) => {
    const socket = connect(Number(url.port), '127.0.0.1');
    far.push(socket);
    for (const [one, other] of [
      [near, socket],
      [socket, near],
    ] as const) {
      one.on('error', () => other.destroy()).pipe(other);
    }
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const way = new URL(url);
  way.port = String((between.address() as AddressInfo).port);

  const heard: string[] = [];
  let wake: () => void = () => {};
  const listens = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const first = listens();
  const listener = new Listener(
    way.href,
    'channel',
    (payload) => {
      heard.push(payload);
      wake();
    },
    () => wake(),
    300,
  );
  await first;
  const again = listens();
  far[0]!.unpipe();
  far[0]!.pause();
  await again;
  expect(far.length).toBeGreaterThan(1);
  const told = listens();
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query("notify channel, 'news'");
  await told;
  expect(heard).toEqual(['news']);

  await client.end();
  await listener.close();
  for (const socket of far) socket.destroy();
  between.close();
  await postgres.stop();
});
