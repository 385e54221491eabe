import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/protocol/index.ts';
import { fetchLog } from '../../src/relay/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { type Changes, NodeVolunteer, PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';

const common = { epsilon: 1e-3, localSteps: 2, batch: 4, clip: 1000, noise: 'rademacher' } as const;
const learningRate = { from: 1e-4, to: 1e-4, rounds: 1 };

/** Other methods than the default one, as a manifest names them: a tab, a terminal and the relay run them unchanged. */
const FEDERATIONS: readonly (readonly [name: string, changes: Changes, entryKind: number])[] = [
  [
    'DeComFL on shared directions',
    { method: { ...common, name: 'decomfl', directions: 'shared', p: 2, difference: 'forward', learningRate } },
    2,
  ],
  [
    "FedSPZO on LoRA's adapters",
    { trainable: { set: 'lora', rank: 4, alpha: 8 }, method: { learningRate: { from: 1e-3, to: 1e-3, rounds: 1 } } },
    1,
  ],
  [
    'FedKSeed on biases',
    {
      trainable: { set: 'biases' },
      method: { ...common, name: 'fedkseed', directions: 'pool', pool: 64, learningRate },
    },
    1,
  ],
];

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

test.each(FEDERATIONS)(
  'promise 3: %s: a tab, a terminal and the relay hold the same bits',
  async (_, changes, kind) => {
    const manifest: Manifest = await smallFederation({ ...changes, round: { quorum: 2 } });
    const relay = await RelayProcess.start([manifest]);
    const node = new NodeVolunteer(relay.url, 'small', 'sample:yelp:1/4');
    try {
      const tab = await Tab.open(await browser.newContext(), relay.url);
      await tab.joinWithSample('Amazon');
      await expect.poll(async () => (await tab.agreement())?.sequence ?? 0, PATIENCE).toBeGreaterThan(2);
      const agreed = (await tab.agreement())!;
      await expect.poll(() => node.fingerprints.get(agreed.sequence), PATIENCE).toBe(agreed.fingerprint);
      expect(await tab.text('round')).toMatch(/Your numbers are in [1-9]/);
      expect(node.unequal).toEqual([]);
      const log = await fetchLog(relay.url, 'small');
      expect(new Set(log.map((entry) => entry[0]))).toEqual(new Set([kind]));
      tab.expectNoFaults();
    } finally {
      await node.leave();
      await relay.stop();
    }
  },
);
