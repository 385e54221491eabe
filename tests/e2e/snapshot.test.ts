import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scalarCount } from '../../src/protocol/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { SocketClient, someone } from '../support/socket-client.ts';
import { PATIENCE, RecordingProxy, RelayProcess, Tab, smallFederation } from './support/index.ts';

/** So many scalars in one round that replaying them takes longer than fetching the model that they make. */
const manifest = await smallFederation({
  method: { localSteps: 1000, p2: 4, learningRate: { from: 1e-7, to: 1e-7, rounds: 1 } },
  round: { quorum: 2, snapshotEvery: 1 },
});
let browser: Browser;
let relay: RelayProcess;
let proxy: RecordingProxy;

beforeAll(async () => {
  relay = await RelayProcess.start([manifest]);
  browser = await launchChromium();
  proxy = await RecordingProxy.start(() => relay.port);
});

afterAll(async () => {
  await browser?.close();
  await proxy?.stop();
  await relay?.stop();
});

test('promise 3: who joins late takes a snapshot where that is cheaper, and holds the same bits', async () => {
  const before = ['a', 'b'].map((digit) => new SocketClient(relay.url, someone(digit)));
  await Promise.all(before.map((client) => client.opened()));
  for (const client of before) client.hello(manifest.id).ready();
  for (const client of before) {
    await client.nth('open');
    const scalars = Float32Array.from({ length: scalarCount(manifest) }, (_, i) =>
      Math.sin(i + client.participant.charCodeAt(0)),
    );
    client.say(client.contribution({ scalars }));
  }
  await before[0]!.nth('entry');
  for (const client of before) client.close();
  await expect.poll(async () => (await relay.status()).snapshot?.sequence, PATIENCE).toBe(1);

  const late = await Tab.open(await browser.newContext(), proxy.url);
  await late.joinWithSample('Amazon');
  await expect.poll(() => late.agreement(), PATIENCE).toEqual((await relay.status()).fingerprint);
  expect(proxy.requests().filter((request) => request.startsWith('GET /federations/small/snapshots/1'))).toHaveLength(
    1,
  );
  late.expectNoFaults();
});
