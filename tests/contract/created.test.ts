import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrganiserKey } from '../../server/access/index.ts';
import { type Relay, startRelay } from '../../server/index.ts';
import {
  type Manifest,
  type OrganiserCommand,
  SIGNATURE_HEADER,
  manifestHash,
  parseManifest,
  signOrder,
} from '../../src/protocol/index.ts';
import { type TestPostgres, startPostgres } from '../support/postgres.ts';
import { SocketClient, someone } from '../support/socket-client.ts';
import { sentiment } from '../../server/federations/index.ts';
import { tinyFederation } from '../support/tiny-model.ts';

const PUBLIC = path.join(import.meta.dirname, '..', '..', 'public');

let folder: string;
let postgres: TestPostgres;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-created-'));
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
});

/** The first answer that is there and good, a look of every quarter of a second. */
async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

test('[N9] what an order begins on one node the others open, and a client of either takes part; overviews are of all', async () => {
  const first = await tinyFederation(folder);
  const database = await postgres.database();
  const key = await openOrganiserKey(path.join(folder, 'my.key'));
  const node = (name: string): Promise<Relay> =>
    startRelay({
      ...{ manifests: [first], data: path.join(folder, name), database, organiser: key.publicKey, port: 0 },
      ...{ host: '127.0.0.1', logLevel: 'silent', folders: [folder, PUBLIC], reconstruct: false },
    });
  const [one, two] = await Promise.all([node('one'), node('two')]);
  const manifest = parseManifest({ ...(await sentiment()), id: 'second', method: { ...first.method } });
  const order = async (relay: Relay, to: string, command: OrganiserCommand) => {
    const place = { id: manifest.id, manifestHash: manifestHash(manifest) };
    const { body, signature } = await signOrder(key.sign, place, command, Date.now());
    const request = { method: 'POST', headers: { [SIGNATURE_HEADER]: signature }, body };
    return (await fetch(`${relay.url}/${to}`, request)).json();
  };
  expect(await order(one, 'federations', { do: 'create', manifest })).toMatchObject({ ok: true });
  const there = await until(async () => {
    const response = await fetch(`${two.url}/federations/second`);
    return response.ok ? ((await response.json()) as { manifest: Manifest }) : null;
  });
  expect(there.manifest).toEqual(manifest);
  // The same order on the other node begins nothing, and one with the same id is refused there too.
  expect(await order(two, 'federations', { do: 'create', manifest })).toMatchObject({ ok: true });
  const a = (await new SocketClient(one.url, someone('a')).opened()).hello('second').ready();
  const b = (await new SocketClient(two.url, someone('b')).opened()).hello('second').ready();
  b.say({ type: 'device', device: { engine: 'simd', form: 'phone' } });
  for (const client of [a, b]) {
    await client.nth('open');
    client.say(client.contribution());
  }
  await a.nth('entry');
  const command = { do: 'overview', since: 0 } as const;
  const { overview } = await until(async () => {
    const answer = await order(one, 'federations/second/commands', command);
    return answer.overview?.participants.length === 2 ? answer : null;
  });
  expect(overview.rounds).toMatchObject([{ number: 1, asked: 2, contributed: 2 }]);
  const devices = overview.participants.map(({ device }: { device: unknown }) => device);
  expect(devices).toContainEqual({ engine: 'simd', form: 'phone' });
  for (const client of [a, b]) client.close();
  await Promise.all([one.close(), two.close()]);
});
