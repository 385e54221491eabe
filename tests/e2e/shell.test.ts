import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Relay, startRelay } from '../../server/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, Tab, smallFederation } from './support/index.ts';
import { expectGoodLooks } from './support/looks.ts';

// The page around its screens: what it costs to look at it, its language and theme, and how it stands without its relay.

const ROOT = path.join(import.meta.dirname, '..', '..');
const PAGE = process.env['DANDELION_PAGE'] ?? path.join(ROOT, 'dist');
/** A name that is not localhost: over http its origin is an insecure context. */
const NAME = 'dandelion.test';

let browser: Browser;
let folder: string;
let relay: Relay;

/** The relay, with a copy of the page that a test may change. */
async function start(port: number): Promise<Relay> {
  return startRelay({
    ...{ manifests: [await smallFederation()], data: path.join(folder, 'data'), port, host: '127.0.0.1' },
    ...{ folders: [path.join(folder, 'page'), path.join(ROOT, 'public')], reconstruct: false, logLevel: 'silent' },
  });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-shell-'));
  await cp(PAGE, path.join(folder, 'page'), { recursive: true });
  relay = await start(0);
  browser = await launchChromium([`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

afterAll(async () => {
  await browser?.close();
  await relay?.close();
  await rm(folder, { recursive: true, force: true });
});

const address = (): string => `http://127.0.0.1:${relay.port}`;

/** Opens the settings, and waits until they say that the page is kept for offline use. */
async function kept(tab: Tab): Promise<void> {
  await tab.page.getByRole('link', { name: 'Settings' }).last().click();
  await tab.page.getByText('It opens offline too, with your data').waitFor();
}

test('somebody looks at what is asked, at what it costs and at what leaves, and at the settings', async () => {
  const context = await browser.newContext();
  const asked = new Set<string>();
  context.on('request', (request) => asked.add(new URL(request.url()).origin));
  const tab = await Tab.open(context, address());
  const { page } = tab;
  const main = page.getByRole('main');
  await main.getByRole('heading', { level: 1, name: 'A small federation' }).waitFor();
  const text = await main.innerText();
  for (const part of [
    /Who asks\s+Whoever runs the relay 127\.0\.0\.1/,
    /Apache-2\.0/,
    /14\.3 MB/,
    /≈ [\d.]+ [kM]B an hour/,
  ])
    expect(text).toMatch(part);
  expect(text).toContain('No text, no word of one, no label.');
  // One button to go on by.
  expect(await main.locator('.primary').count()).toBe(1);
  await page.getByText('How these figures were made').click();
  await page.getByText('The details, for those who want to check').click();
  await expectGoodLooks(page, 'landing');
  await kept(tab);
  await expectGoodLooks(page, 'settings');
  for (const name of ['Result', 'Organise', 'Your data', 'Live'] as const) {
    await page.getByRole('link', { name, exact: true }).first().click();
    await main.getByRole('heading', { level: 1 }).first().waitFor();
  }
  expect([...asked]).toEqual([address()]);
  tab.expectNoFaults();
});

test('the page speaks German where the browser does, or where one chooses it, and keeps language and theme', async () => {
  const german = await Tab.open(await browser.newContext({ locale: 'de-AT' }), address());
  await german.page.getByRole('link', { name: 'Mitmachen' }).waitFor();
  expect(await german.page.getAttribute('html', 'lang')).toBe('de');
  await german.page.getByText('14,3 MB').first().waitFor();
  await expectGoodLooks(german.page, 'landing-german');
  german.expectNoFaults();

  const tab = await Tab.open(await browser.newContext({ colorScheme: 'light' }), `${address()}/#/settings`);
  const { page } = tab;
  await page.getByRole('radio', { name: 'Deutsch' }).check();
  await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByRole('radio', { name: 'Dunkel' }).check();
  await expect.poll(paper, PATIENCE).not.toBe(light);
  const dark = await paper();
  await expectGoodLooks(page, 'settings-german');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  expect(await paper()).toBe(dark);
  expect(await page.title()).toBe('Einstellungen · Dandelion');
  tab.expectNoFaults();
});

test('without its relay the page opens, isolated as ever, says so, and shows data and settings', async () => {
  const tab = await Tab.open(await browser.newContext(), address());
  const { page } = tab;
  await tab.toData();
  await tab.button('Use Amazon').click();
  await page.getByRole('radio', { name: /Amazon/ }).waitFor();
  await kept(tab);
  const { port } = relay;
  await relay.close();
  try {
    await page.goto(`http://127.0.0.1:${port}/?federation=small`);
    await page.getByRole('heading', { name: 'There is nothing to join yet.' }).waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await expectGoodLooks(page, 'offline');
    await page.getByRole('link', { name: 'Settings' }).last().click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.getByTestId('alone').getByText('The relay cannot be reached.').waitFor();
    await page.getByRole('link', { name: 'Your data' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your data' }).waitFor();
    await page.getByText('Amazon').first().waitFor();
    await expectGoodLooks(page, 'offline-data');
  } finally {
    relay = await start(port);
  }
  // It finds its relay again by itself, and nothing of what the relay says was ever kept.
  await page.getByTestId('alone').waitFor({ state: 'detached' });
  const paths = await page.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((name) => name !== '/' && !name.startsWith('/assets/'))).toEqual([]);
  tab.expectNoFaults(/ERR_CONNECTION_REFUSED|Failed to load resource|Failed to fetch/);
});

test('a newer version of the page says that it is there, and comes when it is asked for', async () => {
  const tab = await Tab.open(await browser.newContext(), address());
  await kept(tab);
  const shells = (): Promise<string[]> => tab.page.evaluate(() => caches.keys());
  const [old] = await shells();
  const { port } = relay;
  await relay.close();
  const script = path.join(folder, 'page', 'sw.js');
  const text = await readFile(script, 'utf8');
  const [version] = /dandelion-shell-([0-9a-f]{16})/.exec(text)?.slice(1) ?? [];
  expect(old).toBe(`dandelion-shell-${version}`);
  await writeFile(script, text.replaceAll(version!, '0123456789abcdef'));
  await Promise.all(['.br', '.gz'].map((ending) => rm(script + ending, { force: true })));
  relay = await start(port);
  await tab.page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await tab.page.getByText('A new version of this page is here.').waitFor();
  const reloaded = tab.page.waitForEvent('load');
  await tab.button('Reload').click();
  await reloaded;
  await expect.poll(shells, PATIENCE).toEqual(['dandelion-shell-0123456789abcdef']);
  await tab.page.getByText('It opens offline too, with your data').waitFor();
  tab.expectNoFaults();
});

test('text that another app shares arrives on the data screen, and is kept nowhere else', async () => {
  const tab = await Tab.open(await browser.newContext(), address());
  await kept(tab);
  const { page } = tab;
  // What the browser does for whoever shares: the form of the manifest's share_target.
  const landed = await page.evaluate(async () => {
    const { share_target: target } = await (await fetch('/dandelion.webmanifest')).json();
    const body = new FormData();
    const [file] = target.params.files;
    body.append(file.name, new File(['text,label\nshared and fine,positive\nshared and bad,negative'], 'mine.csv'));
    return (await fetch(target.action, { method: target.method, body })).url;
  });
  expect(new URL(landed).pathname).toBe('/');
  await page.goto(`${address()}/#/data/shared`);
  await page.getByText('shared and fine').first().waitFor();
  const left = await page.evaluate(async () => (await (await caches.open('dandelion-shared')).keys()).length);
  expect(left).toBe(0);
  // What can't be taken opens the page all the same.
  const opened = page.evaluate(async () => (await fetch('/share', { method: 'POST', body: 'no form' })).url);
  expect(new URL(await opened).pathname).toBe('/');
  tab.expectNoFaults();
});

test('who listens hears what happens, seldom: the page changes many times between two announcements', async () => {
  const tab = await Tab.open(await browser.newContext(), address());
  await tab.page.getByRole('main').getByRole('link', { name: 'Join', exact: true }).waitFor();
  await tab.page.evaluate(() => {
    const heard: { text: string; time: number }[] = [];
    Object.assign(globalThis, { heard });
    const region = document.querySelector('p.unseen[role="status"]')!;
    new MutationObserver(() => heard.push({ text: region.textContent, time: performance.now() })).observe(region, {
      ...{ characterData: true, childList: true, subtree: true },
    });
  });
  await tab.joinWithSample('Amazon');
  await tab.expectRound(3);
  const heard = (): Promise<{ text: string; time: number }[]> =>
    tab.page.evaluate(() => Reflect.get(globalThis, 'heard'));
  await expect
    .poll(async () => (await heard()).at(-1)?.text, PATIENCE)
    .toMatch(/Accuracy on your held-out texts [\d.]+ %/);
  const times = (await heard()).map(({ time }) => time);
  const pauses = times.slice(1).map((time, i) => time - times[i]!);
  // Every change of the charts and the status card would be thousands of words.
  for (const pause of pauses) expect(pause).toBeGreaterThan(14_000);
  // Nothing else speaks by itself while all goes well.
  expect(await tab.page.locator('[aria-live="assertive"], [role="alert"]').count()).toBe(0);
  tab.expectNoFaults();
});

test('on an address that is not secure the settings say that the page is not kept, and why', async () => {
  const tab = await Tab.open(await browser.newContext(), `http://${NAME}:${relay.port}/#/settings`);
  await expect.poll(() => tab.text('shell'), PATIENCE).toContain('over http, browsers let no page be kept');
  expect(await tab.page.evaluate(() => 'serviceWorker' in navigator)).toBe(false);
  tab.expectNoFaults(/Cross-Origin-Opener-Policy header has been ignored/);
});
