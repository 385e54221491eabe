import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RecordingProxy, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { expectAccessible } from './support/looks.ts';

/** Program files of engines that simd needs nothing of. */
const RUNTIMES = /ort[.-]|tfjs|webgl-device|webgpu-/;

let browser: Browser;
let relay: RelayProcess;
let proxy: RecordingProxy;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation()]);
  proxy = await RecordingProxy.start(() => relay.port);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await proxy?.stop();
  await relay?.stop();
});

/** Keeps what the page has said of its activity, so that what passed quickly is not missed. */
async function watchActivity(tab: Tab): Promise<() => Promise<string[]>> {
  await tab.page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    new MutationObserver(() => {
      const text = document.querySelector('[data-testid="activity"]')?.textContent;
      if (text && said.at(-1) !== text) said.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => tab.page.evaluate(() => Reflect.get(globalThis, 'said') as string[]);
}

const bitIdentical = async (tab: Tab): Promise<number> => (await tab.agreement())?.sequence ?? 0;

test('the probe takes simd, shows why, loads no other runtime, and is not repeated on the next visit', async () => {
  const context = await browser.newContext();
  const tab = await Tab.open(context, proxy.url);
  const facts = tab.page.locator('.facts');
  await expect.poll(() => facts.innerText(), PATIENCE).toMatch(/Memory\s+\d+\.\d MB\s+While it trains; 28\.2 MB of it/);
  const said = await watchActivity(tab);
  await tab.joinWithSample('Amazon');
  await tab.expectRound(1);
  expect(await said()).toContain('Measuring this device');
  expect(await tab.text('engine')).toMatch(
    /^simd, \d+ threads?\. Measured here: simd [\d.,]+ passes a second; webgpu (is not there|would run on the processor)/,
  );
  await tab.page.getByText('All engines').click();
  expect(await tab.text('trials')).toMatch(/simd\s+[\d.,]+ passes\/s/);
  await expectAccessible(tab.page, 'live, with its engines');
  expect(proxy.requests().filter((request) => RUNTIMES.test(request))).toEqual([]);
  await tab.page.close();

  const again = await Tab.open(context, proxy.url);
  const saidAgain = await watchActivity(again);
  await again.toData();
  await again.start();
  await again.expectRound(1);
  expect(await saidAgain()).not.toContain('Measuring this device');
  expect(await again.text('engine')).toMatch(/^simd, \d+ threads?\. Measured on an earlier visit: simd /);
  for (const one of [tab, again]) one.expectNoFaults();
  await context.close();
});

test('a device with too little memory is warned before anything is loaded, and may join all the same', async () => {
  const context = await browser.newContext();
  // 32 MiB, of which a tab gets half: less than the default model takes.
  await context.addInitScript(() => Object.defineProperty(navigator, 'deviceMemory', { value: 1 / 32 }));
  const tab = await Tab.open(context, relay.url);
  const warning = tab.page.getByText('This model may not fit this device');
  await warning.waitFor();
  expect(await warning.innerText()).toMatch(/it needs [\d.]+ MB, and a tab gets about half of this device's/);
  await expectAccessible(tab.page, 'federation, with little memory');
  await tab.joinWithSample('IMDB');
  await tab.expectRound(1);
  tab.expectNoFaults();
  await context.close();
});

test('another engine chosen by hand trains, bit-identical, stays chosen, and gives way to measuring again', async () => {
  const context = await browser.newContext();
  const tab = await Tab.open(context, proxy.url);
  await tab.joinWithSample('Yelp');
  await tab.expectRound(1);
  await tab.page.getByLabel('Engine to use').selectOption('wasm');
  await expect.poll(() => tab.text('engine'), PATIENCE).toMatch(/^wasm, \d+ threads?\. You chose it\.$/);
  expect(proxy.requests().some((request) => RUNTIMES.test(request))).toBe(true);
  const { sequence } = await relay.status();
  await expect.poll(() => bitIdentical(tab), PATIENCE).toBeGreaterThan(sequence + 1);
  await expect.poll(() => tab.text('round'), PATIENCE).toMatch(/Your numbers are in [1-9]/);
  await tab.page.reload();
  await tab.page.goto(proxy.url);
  await tab.toData();
  await tab.start();
  await expect.poll(() => tab.text('engine'), PATIENCE).toMatch(/^wasm/);
  await tab.button('Measure again').click();
  await expect.poll(() => tab.text('engine'), PATIENCE).toMatch(/^simd, \d+ threads?\. Measured here: simd/);
  expect(await tab.page.getByLabel('Engine to use').inputValue()).toBe('');
  const then = (await relay.status()).sequence;
  await expect.poll(() => bitIdentical(tab), PATIENCE).toBeGreaterThan(then);
  tab.expectNoFaults();
  await context.close();
});
