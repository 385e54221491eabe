import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { NodeVolunteer, PATIENCE, RecordingProxy, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { REVIEWS } from './support/reviews.ts';

/** What browsers log of connections that break, as they do here on purpose. */
const BROKEN_LINE = /net::ERR_|WebSocket connection/;

/**
 * Two tabs with separate profiles and a Node volunteer train together through all kinds of trouble.
 * The tests follow one another: each goes on where the one before it ended.
 */
describe('two tabs and a Node volunteer', () => {
  let browser: Browser;
  let relay: RelayProcess;
  let node: NodeVolunteer;
  const proxies: RecordingProxy[] = [];
  const tabs: Tab[] = [];

  async function openTab(): Promise<Tab> {
    const proxy = await RecordingProxy.start(() => relay.port);
    proxies.push(proxy);
    const tab = await Tab.open(await browser.newContext(), proxy.url);
    tabs.push(tab);
    return tab;
  }

  /** Every fingerprint that a tab or the relay shows is the one that the Node volunteer had in that state. */
  async function expectAgreement(tab: Tab, after: number): Promise<void> {
    await expect.poll(async () => (await tab.agreement())?.sequence ?? 0, PATIENCE).toBeGreaterThan(after);
    const different: unknown[] = [];
    for (const read of [() => tab.agreement(), async () => (await relay.status()).fingerprint]) {
      const agrees = async (): Promise<boolean> => {
        const state = await read();
        // Who catches up does not stop at every state: wait for one that both have been in.
        const known = state && node.fingerprints.get(state.sequence);
        if (known && known !== state.fingerprint) different.push({ ...state, known });
        return known !== undefined && known === state?.fingerprint;
      };
      await expect.poll(agrees, PATIENCE).toBe(true);
    }
    expect(different).toEqual([]);
    expect(node.unequal).toEqual([]);
  }

  beforeAll(async () => {
    relay = await RelayProcess.start([await smallFederation({ round: { quorum: 2 } })]);
    browser = await launchChromium();
    node = new NodeVolunteer(relay.url, 'small', 'sample:yelp:1/4');
  });

  afterAll(async () => {
    await node?.leave();
    await browser?.close();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await relay?.stop();
  });

  test('rounds advance, and promise 3: everyone and the relay hold the same bits', async () => {
    const [first, second] = [await openTab(), await openTab()];
    await first.joinWithSample('Amazon');
    await second.toData();
    await second.paste(REVIEWS);
    await second.start();
    for (const tab of [first, second]) await expectAgreement(tab, 2);
    const inRounds = await Promise.all([first, second].map((tab) => tab.text('round')));
    for (const text of inRounds) expect(text).toMatch(/Your numbers are in [1-9]/);
  });

  test('one loses its connection, the others go on, and it catches up by itself', async () => {
    const [first, second] = tabs as [Tab, Tab];
    const [proxy] = proxies as [RecordingProxy];
    await first.page.context().setOffline(true);
    proxy.cut();
    await first.expectActivity('No connection to the relay');
    const missed = (await second.round()) + 2;
    await second.expectRound(missed);
    proxy.mend();
    await first.page.context().setOffline(false);
    await expectAgreement(first, missed);
    await first.expectRound(missed + 1);
  });

  test('promise 4: killed with -9 and started again, the relay goes on where it was, and everyone returns', async () => {
    const [first, second] = tabs as [Tab, Tab];
    const before = await relay.status();
    await relay.kill();
    await Promise.all([first, second].map((tab) => tab.expectActivity('No connection to the relay')));
    await relay.restart();
    expect((await relay.status()).sequence).toBeGreaterThanOrEqual(before.sequence);
    await Promise.all([first, second].map((tab) => expectAgreement(tab, before.sequence + 2)));
    await expect.poll(() => node.round, PATIENCE).toBeGreaterThan(before.sequence + 2);
  });

  test('a tab that joins late replays the log and is the same', async () => {
    const { sequence } = await relay.status();
    const late = await openTab();
    await late.joinWithSample('IMDB');
    await expectAgreement(late, sequence);
    await expect.poll(() => late.text('round'), PATIENCE).toMatch(/Your numbers are in [1-9]/);
    expect(
      proxies
        .at(-1)!
        .requests()
        .some((request) => request.includes('/snapshots/')),
    ).toBe(false);
  });

  test('in all this no round was answered twice with different numbers, and nothing went wrong in a page', () => {
    for (const proxy of proxies) {
      for (const [round, frames] of proxy.contributions()) {
        expect(new Set(frames.map((frame) => frame.toString('hex'))).size, `round ${round}`).toBe(1);
      }
    }
    for (const tab of tabs) tab.expectNoFaults(BROKEN_LINE);
    expect(node.problems).toEqual([]);
  });
});
