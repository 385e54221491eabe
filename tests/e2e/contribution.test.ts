import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchLog } from '../../src/relay/index.ts';
import { partsOf } from '../support/entry.ts';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RecordingProxy, RelayProcess, Tab, smallFederation } from './support/index.ts';

let browser: Browser;
let relay: RelayProcess;
let proxies: RecordingProxy[];

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation({ round: { quorum: 2 } })]);
  browser = await launchChromium();
  proxies = await Promise.all([0, 1].map(() => RecordingProxy.start(() => relay.port)));
});

afterAll(async () => {
  await browser?.close();
  await Promise.all((proxies ?? []).map((proxy) => proxy.stop()));
  await relay?.stop();
});

test('promise 4: a tab that is reloaded in the middle of a round says what it said before, and counts once', async () => {
  const [quick, slow] = proxies as [RecordingProxy, RecordingProxy];
  const first = await Tab.open(await browser.newContext(), quick.url);
  const second = await Tab.open(await browser.newContext(), slow.url);
  await first.joinWithSample('Amazon');
  await second.joinWithSample('Yelp');
  await first.expectRound(1);

  // The second one's words do not arrive, so that a round stays open with the first one's contribution in it.
  slow.hold();
  await first.expectActivity('Waiting for the others');
  const isStuck = async (): Promise<boolean> => {
    const { round } = await relay.status();
    return (
      round?.contributed === 1 && quick.contributions().has(round.number) && slow.contributions().has(round.number)
    );
  };
  await expect.poll(isStuck, PATIENCE).toBe(true);
  const { number } = (await relay.status()).round!;
  expect(quick.contributions().get(number)).toHaveLength(1);

  await first.page.reload();
  await first.page.getByRole('link', { name: 'Choose data' }).click();
  // On other data it would say something else: that it does not is the journal's doing.
  await first.button('Use IMDB').click();
  await expect.poll(() => first.page.getByRole('radio', { name: /IMDB/ }).isChecked(), PATIENCE).toBe(true);
  await first.start();
  await expect.poll(() => quick.contributions().get(number)?.length ?? 0, PATIENCE).toBeGreaterThan(1);
  const said = quick
    .contributions()
    .get(number)!
    .map((frame) => frame.toString('hex'));
  expect(new Set(said).size).toBe(1);
  expect((await relay.status()).round).toMatchObject({ number, contributed: 1 });

  slow.release();
  await first.expectRound(number + 1);
  const parts = partsOf((await fetchLog(relay.url, 'small'))[number - 1]!);
  expect(parts).toHaveLength(2);
  expect(new Set(parts.map(({ participant }) => participant)).size).toBe(2);
  for (const tab of [first, second]) tab.expectNoFaults();
});
