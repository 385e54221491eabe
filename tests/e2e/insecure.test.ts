import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { RelayProcess, Tab, smallFederation } from './support/index.ts';

/** A name that is not localhost: over http its origin is an insecure context, as a phone's in the local network. */
const NAME = 'dandelion.test';
/** Chromium says so on the console where it cannot isolate a page, as it must not over http. */
const NOT_ISOLATED = /Cross-Origin-Opener-Policy header has been ignored/;

let browser: Browser;
let relay: RelayProcess;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation()]);
  browser = await launchChromium([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
});

test('without a secure context and isolation the page joins, contributes on one thread and keeps its data', async () => {
  const context = await browser.newContext();
  const tab = await Tab.open(context, `http://${NAME}:${relay.port}`);
  const surroundings = await tab.page.evaluate(() => [isSecureContext, crossOriginIsolated, 'locks' in navigator]);
  expect(surroundings).toEqual([false, false, false]);
  await tab.joinWithSample('Amazon');
  await tab.expectRound(2);
  expect(await tab.agreement()).not.toBeNull();
  expect(await tab.page.getByTestId('engine').innerText()).toMatch(/^simd, 1 thread\./);
  // Its key is made and used without crypto.subtle, and the page says what that means.
  expect(await tab.page.evaluate(() => 'subtle' in crypto && crypto.subtle !== undefined)).toBe(false);
  const identity = await tab.page.getByTestId('identity').innerText();
  expect(identity).toContain('as plain bytes, since this page is not served over https');

  // Another tab of the profile waits, without Web Locks too, and takes over when this one closes.
  const other = await Tab.open(context, `http://${NAME}:${relay.port}`);
  await other.joinWithSample('Amazon');
  await other.expectActivity('Another tab is contributing');
  await tab.page.close();
  await other.expectRound(3);
  for (const one of [tab, other]) one.expectNoFaults(NOT_ISOLATED);
});
