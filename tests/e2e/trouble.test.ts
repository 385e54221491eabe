import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { Front } from './support/front.ts';
import { PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { expectGoodLooks } from './support/looks.ts';

/** What a browser says on the console of what these tests break on purpose. */
const BROKEN =
  /console: (?:Failed to load resource|WebSocket connection to|Access to)|uncaught: .*(?:fetch|Load failed)/;
const MIB = 2 ** 20;
const WEIGHTS = '/models/dandelion-small/model.safetensors';
const WEIGHT_BYTES = 14_097_384;

let browser: Browser;
let relay: RelayProcess;
let front: Front;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation()]);
  front = await Front.start(() => relay.port);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await front?.stop();
  await relay?.stop();
});

/** What one test does to the relay's front or the browser, and a page behind it. */
async function visit<T>(work: (context: BrowserContext) => Promise<T>): Promise<T> {
  // Without a service worker: what these tests break would come from what it has kept.
  const context = await browser.newContext({ serviceWorkers: 'block' });
  try {
    return await work(context);
  } finally {
    await context.close();
    front.gone = false;
    front.missing = null;
    front.stall = null;
    front.version = null;
  }
}

/** Of the problem that the page shows first. */
function codeOf({ page }: Tab): Promise<string | null> {
  return page.locator('[data-code]').first().getAttribute('data-code');
}

test('a tab that was closed in mid-download goes on behind the last whole part, and tells what is here', () =>
  visit(async (context) => {
    const file = /model\.safetensors$/;
    front.stall = { path: file, after: 3 * MIB + 300_000 };
    const tab = await Tab.open(context, front.url);
    await tab.joinWithSample('Amazon');
    await tab.expectActivity('Loading the model');
    await expect.poll(() => tab.text('download'), PATIENCE).toMatch(/^3\.[4-9] MB of 14\.3 MB/);
    await tab.page.close();

    // Cancelled in the middle: nothing is at fault, and what has come stays.
    front.stall = { path: file, after: 1000 };
    const second = await Tab.open(context, front.url);
    await second.page.goto(`${front.url}/#/data`);
    await second.joinAgain();
    await second.button('Cancel the download').click();
    await second.expectActivity('The download was cancelled');
    expect(await second.page.locator('[data-code]').count()).toBe(0);
    second.expectNoFaults();
    await second.page.close();
    front.ranges.clear();
    front.sent.clear();

    front.stall = null;
    const next = await Tab.open(context, front.url);
    await next.page.getByText('3.4 MB came on an earlier visit').waitFor();
    await next.page.goto(`${front.url}/#/settings`);
    await next.page.getByRole('heading', { name: 'Unfinished downloads' }).waitFor();
    await next.page.getByText('3.1 MB of 14.1 MB are here').waitFor();
    await next.page.goto(`${front.url}/#/data`);
    await next.joinAgain();
    await next.expectRound(1);
    expect(front.ranges.get(WEIGHTS)).toEqual([`bytes=${3 * MIB}-`]);
    // The chunk that was under way comes twice, and nothing else.
    expect(front.sent.get(WEIGHTS)).toBeLessThanOrEqual(WEIGHT_BYTES + MIB);

    await next.button('Leave').click();
    await next.expectActivity('You have left');
    await next.page.goto(`${front.url}/#/settings`);
    await next.button('Remove the model dandelion-small').click();
    await next.page.getByText('None yet.').waitFor();
    next.expectNoFaults();
  }));

test('offline, and a relay that is gone and comes back: the page says so, and goes on', () =>
  visit(async (context) => {
    const tab = await Tab.open(context, front.url);
    await tab.joinWithSample('Amazon');
    await tab.expectRound(1);
    front.gone = true;
    await tab.expectActivity('No connection to the relay');
    expect(await tab.text('reason')).toMatch(/next follows .* Nothing is lost\./);
    const before = await tab.round();
    front.gone = false;
    await tab.expectRound(before + 1);
    // The browser's own word for it: it says so when the network is back, and the page does not wait any longer then.
    await context.setOffline(true);
    front.gone = true;
    await tab.expectActivity('No connection to the relay');
    expect(await tab.page.evaluate(() => navigator.onLine)).toBe(false);
    const left = await tab.round();
    front.gone = false;
    await context.setOffline(false);
    await tab.expectRound(left + 1);
    tab.expectNoFaults(BROKEN);
  }));

test('a relay that speaks another version: reload, in the language of the page', () =>
  visit(async (context) => {
    front.version = 99;
    const tab = await Tab.open(context, front.url);
    await tab.joinWithSample('Amazon');
    await tab.expectProblem('This page and the relay speak different versions of the protocol.');
    await tab.expectProblem('Reload the page to get the current version.');
    await tab.expectActivity('This visit has ended');
    await tab.page.evaluate(() => (location.hash = '#/settings'));
    await tab.page.getByLabel('Deutsch').check();
    await tab.page.getByRole('heading', { name: 'Speicher' }).waitFor();
    await tab.page.evaluate(() => (location.hash = '#/live'));
    await tab.expectProblem('Diese Seite und das Relay sprechen verschiedene Fassungen des Protokolls.');
    expect(await codeOf(tab)).toBe('version');
  }));

test('a worker that cannot be loaded is told of, with what to do', () =>
  visit(async (context) => {
    front.missing = /\/assets\/worker-/;
    const tab = await Tab.open(context, front.url);
    await tab.joinWithSample('Amazon');
    await tab.expectProblem('The training worker stopped: it could not be loaded, or ran out of memory.');
    await tab.expectProblem('Reload the page.');
    expect(await codeOf(tab)).toBe('worker');
    tab.expectNoFaults(BROKEN);
  }));

test('storage that is full is told with what to do, and what has come is kept', () =>
  visit(async (context) => {
    const tab = await Tab.open(context, front.url);
    const session = await context.newCDPSession(tab.page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: front.url, quotaSize: 3_000_000 });
    await tab.joinWithSample('Amazon');
    await tab.expectProblem("This browser's storage is full");
    await tab.expectProblem('Remove a model or a data set here, or free space on the device');
    await session.send('Storage.overrideQuotaForOrigin', { origin: front.url });
    await tab.page.getByRole('link', { name: 'Join again' }).click();
    await tab.joinAgain();
    await tab.expectRound(1);
    expect(front.ranges.get(WEIGHTS)?.at(-1)).toMatch(/^bytes=[12]\d{6}-$/);
    tab.expectNoFaults();
  }));

test('a browser that lends no storage says so where data would be kept', () =>
  visit(async (context) => {
    await context.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
    const tab = await Tab.open(context, front.url);
    await tab.toData();
    await tab.expectProblem('This browser lends the page no storage.');
    await tab.expectProblem('Leave the private window, or allow this site to store data, and reload the page.');
    expect(await codeOf(tab)).toBe('storage-unavailable');
    tab.expectNoFaults();
  }));

test('a link that is not whole says so', () =>
  visit(async (context) => {
    const tab = await Tab.open(context, `${front.url}/#/join/small?manifest=0`);
    await tab.expectProblem('The link that brought you here is not whole.');
    expect(tab.faults).toEqual([]);
  }));

test('the diagnostics text has nothing of a person in it', () =>
  visit(async (context) => {
    const invite = 'c2VjcmV0LXRva2VuLW9mLW1pbmU';
    const tab = await Tab.open(context, `${front.url}/#/join/small?invite=${invite}`);
    await tab.page.goto(`${front.url}/#/data`);
    await tab.paste(
      [
        'Wunderbarsecret of mine\tpositive',
        'Grauenvollsecret of mine\tnegative',
        'Another Wunderbarsecret\tpositive',
      ].join('\n'),
    );
    await tab.start();
    await tab.expectRound(1);
    const pseudonym = (await tab.text('identity')).match(/[0-9a-f]{16,}/)?.[0] ?? '';
    await tab.page.evaluate(() => (location.hash = '#/settings'));
    await tab.page.getByText('Show the text').click();
    const text = tab.page.getByTestId('diagnostics');
    // It is written once the details are open, a turn later.
    await expect.poll(() => text.inputValue(), PATIENCE).not.toBe('');
    const shown = await text.inputValue();
    const parsed: unknown = JSON.parse(shown);
    expect(parsed).toMatchObject({ steps: expect.any(Number), examples: expect.any(Object), problems: [] });
    const secrets = [
      'secret',
      'positive',
      'negative',
      'asted',
      invite,
      'localhost',
      'small',
      'great',
      'awful',
      pseudonym,
    ];
    expect(pseudonym).not.toBe('');
    for (const secret of secrets) expect(shown.toLowerCase()).not.toContain(secret.toLowerCase());
    await expectGoodLooks(tab.page, 'settings');
  }));
