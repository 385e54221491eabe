import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/protocol/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { Organiser, PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { expectGoodLooks } from './support/looks.ts';

/** What an organiser might say, or somebody who has its key. */
const WORDS = '<script>alert(1)</script> Back at noon & not before';

let browser: Browser;
let relay: RelayProcess;
let manifest: Manifest;
let organiser: Organiser;

beforeAll(async () => {
  manifest = await smallFederation();
  relay = await RelayProcess.start([manifest]);
  organiser = new Organiser(relay, manifest);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
});

test('paused, rolled back, resumed, stopped and archived by the organiser: the page says each in words, and bits stay equal', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  const { page } = tab;
  await tab.toData();
  expect(await page.getByTestId('not-private').innerText()).toContain('They are not private by themselves');
  await tab.button(/^Use Amazon$/).click();
  await tab.start();
  await tab.expectRound(3);
  expect(await page.getByTestId('not-private').innerText()).toContain('They are not private by themselves');

  await organiser.command({ do: 'pause', words: WORDS });
  const standing = page.getByTestId('standing');
  await standing.waitFor();
  expect(await standing.innerText()).toContain('The organiser has paused this federation.');
  expect(await standing.locator('blockquote').innerText()).toBe(WORDS);
  expect(await standing.locator('script').count()).toBe(0);
  await tab.expectActivity('The federation is paused');
  await expectGoodLooks(page, 'paused');

  const before = await relay.status();
  await organiser.command({ do: 'rollback', to: 1 });
  const taken = before.sequence === 2 ? 'round 2' : `rounds 2 to ${before.sequence}`;
  await expect.poll(() => tab.text('rollbacks'), PATIENCE).toContain(`The organiser took back ${taken}`);
  await expect.poll(async () => (await tab.agreement())?.sequence, PATIENCE).toBe(before.sequence + 1);

  await organiser.command({ do: 'resume', words: '' });
  await tab.expectRound(before.sequence + 3);
  await expect.poll(() => standing.count(), PATIENCE).toBe(0);
  await expect.poll(async () => (await tab.agreement())?.sequence ?? 0, PATIENCE).toBeGreaterThan(before.sequence + 1);
  await expectGoodLooks(page, 'rolled-back');

  // Who comes later makes the same model, and is told the same.
  const late = await Tab.open(await browser.newContext(), relay.url);
  await late.joinWithSample('Yelp');
  await expect.poll(() => late.text('rollbacks'), PATIENCE).toContain(`The organiser took back ${taken}`);
  await expect.poll(async () => (await late.agreement()) !== null, PATIENCE).toBe(true);

  await organiser.command({ do: 'stop', words: 'Thank you all.' });
  await tab.expectActivity('The training has been stopped');
  expect(await standing.innerText()).toContain('The organiser has stopped this federation.');
  await expectGoodLooks(page, 'stopped');

  await organiser.command({ do: 'archive', words: '' });
  await tab.expectProblem('The organiser has archived this federation: it is over');
  await expectGoodLooks(page, 'archived');
  const newcomer = await Tab.open(await browser.newContext(), relay.url);
  await newcomer.expectProblem('The organiser has archived this federation.');
  expect(await newcomer.page.getByRole('main').getByRole('link', { name: 'Join', exact: true }).count()).toBe(0);
  await expectGoodLooks(newcomer.page, 'archived-first');
  for (const one of [tab, late, newcomer]) one.expectNoFaults();
});
