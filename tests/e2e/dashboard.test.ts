import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesToHex } from '@noble/hashes/utils.js';
import { generateSeedKey, keyFile, readKeyFile } from '../../src/identity/index.ts';
import { type Manifest, manifestHash, parseManifest } from '../../src/protocol/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { expectGoodLooks } from './support/looks.ts';
import { Organiser, PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';

let browser: Browser;
let relay: RelayProcess;
let manifest: Manifest;
/** As the relay's link has it. */
let seed: string;
let context: BrowserContext;
let tab: Tab;
let page: Page;

beforeAll(async () => {
  const id = 'reviews';
  const plain = await smallFederation({ id, title: 'Reviews', access: 'invite', round: { deadline: 60 } });
  manifest = parseManifest({ ...plain, evaluate: { every: 2 } });
  relay = await RelayProcess.start([manifest]);
  const read = readKeyFile(await readFile(path.join(relay.folder, 'organiser.key'), 'utf8'));
  if ('fault' in read) throw new Error(`The relay's own key file: ${read.fault}`);
  seed = bytesToHex(read.seed);
  browser = await launchChromium();
  context = await browser.newContext({ acceptDownloads: true });
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
});

async function confirm(name: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

test('an organiser opens the relay’s link: the key leaves the address, stays in the browser, and shows the federation', async () => {
  tab = await Tab.open(context, `${relay.url}/#/organise/key/${seed}`);
  ({ page } = tab);
  await expect.poll(() => tab.text('verdict'), PATIENCE).toBe('The relay takes your commands.');
  expect(page.url()).toBe(`${relay.url}/#/organise`);
  expect(await page.evaluate(() => history.length)).toBe(2);
  await expectGoodLooks(page, 'organise');

  // Locked away: not even the page can read it, on this visit or another.
  await page.reload();
  await expect.poll(() => tab.text('verdict'), PATIENCE).toBe('The relay takes your commands.');
  await page.getByRole('link', { name: 'Reviews' }).click();
  await expect.poll(() => tab.text('state'), PATIENCE).toBe('Rounds are running');
});

test('an invite is made, and its link shown this once; who comes by it is seen taking part, round by round', async () => {
  await page.getByLabel('What you call it').fill('class 7b');
  await page.getByLabel('Lets in at most').fill('2');
  await tab.button('Make the invite').click();
  const link = (await page.getByTestId('made').locator('code').innerText()).trim();
  expect(link).toMatch(
    new RegExp(`^${relay.url}/#/join/reviews\\?invite=[\\w-]{22}&manifest=${manifestHash(manifest).slice(0, 16)}$`),
  );
  await tab.button('I have it').click();
  expect(await page.content()).not.toContain(link.split('invite=')[1]!.slice(0, 22));
  expect(await page.getByTestId('invites').innerText()).toContain('class 7b');

  const volunteer = await Tab.open(await browser.newContext(), link);
  await volunteer.joinWithSample('Amazon');
  await volunteer.expectRound(3);
  await expect.poll(async () => Number(await figure('sequence')), PATIENCE).toBeGreaterThanOrEqual(3);
  const people = page.getByTestId('participants');
  await expect.poll(() => people.innerText(), PATIENCE).toMatch(/class 7b\s+\w+, \w+\s+[1-9]\d*\s+0/);
  await expect.poll(() => tab.text('drop-outs'), PATIENCE).toMatch(/0 of [1-9][\d,]* requests had no answer/);
  await expect.poll(() => page.getByTestId('invites').innerText(), PATIENCE).toMatch(/class 7b\s+1 of 2/);
  expect(await figure('here')).toBe('1');

  await page.getByText('Figures as a table').click();
  await expect
    .poll(() => page.getByTestId('groups').innerText(), PATIENCE)
    .toMatch(/everybody.*class 7b[^]*\d+\s+0\.\d{3} · \d/);
  await page.getByText('Figures as a table').click();

  // Sorted by another column, the other way round.
  await page.getByLabel('Sort by').selectOption('Rounds given');
  await expect.poll(() => people.locator('[aria-sort]').innerText(), PATIENCE).toBe('Rounds given');
  expect(await people.locator('[aria-sort]').getAttribute('aria-sort')).toBe('descending');
  await tab.button('Largest first').click();
  expect(await people.locator('[aria-sort]').getAttribute('aria-sort')).toBe('ascending');

  await tab.button('Pause').click();
  await page.getByLabel('Words to volunteers').fill('Back at noon');
  await confirm('Pause it');
  await expect.poll(() => tab.text('state'), PATIENCE).toBe('Paused');
  await expect.poll(() => volunteer.text('standing'), PATIENCE).toContain('Back at noon');
  await volunteer.expectActivity('The federation is paused');
  // The round that was open ends as usual.
  await expect.poll(() => figure('open-round'), PATIENCE).toBe('none');
  await expectGoodLooks(page, 'dashboard-paused');
  await page.getByText('Rounds as a table').click();
  const before = Number(await figure('sequence'));
  expect(await page.getByTestId('rounds').locator('tbody tr').count()).toBe(Math.min(before, 100));
  await page.getByText('Rounds as a table').click();

  await page.getByLabel('State to go back to').fill('1');
  await tab.button('Roll back…').click();
  expect(await page.getByRole('dialog').innerText()).toMatch(/[\d,]+ (entry is|entries are) taken back/);
  await expectGoodLooks(page, 'dashboard-rollback');
  await confirm('Roll back');
  await expect.poll(async () => Number(await figure('sequence')), PATIENCE).toBe(before + 1);
  await expect.poll(() => volunteer.text('rollbacks'), PATIENCE).toContain('The organiser took back rounds 2 to');

  await tab.button('Resume').click();
  await confirm('Resume it');
  await expect.poll(() => tab.text('state'), PATIENCE).toBe('Rounds are running');
  await volunteer.expectRound(before + 2);

  await tab.button('Revoke class 7b').click();
  expect(await page.getByRole('dialog').innerText()).toContain('1 device that was let in by it must leave');
  await confirm('Revoke it');
  expect(await page.getByTestId('invites').innerText()).toMatch(/class 7b\s+\d of 2\s+revoked/);
  await volunteer.expectProblem('The organiser has taken this invitation back');
  volunteer.expectNoFaults();
  tab.expectNoFaults();
});

test('the run is taken home: its manifest names terms, hashes and figures, and nobody', async () => {
  const coming = page.waitForEvent('download');
  await tab.button('Save the run manifest').click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^reviews-\d+-run\.json$/);
  const text = await readFile(await download.path(), 'utf8');
  const run = JSON.parse(text);
  const detail = await (await fetch(`${relay.url}/federations/reviews`)).json();
  expect(run).toMatchObject({ format: 'dandelion run manifest 1', manifest, manifestHash: manifestHash(manifest) });
  expect(run).toMatchObject({ epoch: detail.epoch, relay: relay.url, summary: { participants: 1 } });
  expect(run.rounds.length).toBeGreaterThanOrEqual(3);
  // Pseudonyms have 32 digits; so have fingerprints, which are the only such words here.
  const words = new Set(text.match(/\b[0-9a-f]{32}\b/g));
  words.delete(run.fingerprint?.fingerprint);
  expect([...words]).toEqual([]);

  const log = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  expect((await log).suggestedFilename()).toMatch(/^reviews-\d+\.dandelion-log$/);
});

test('a stranger’s key is refused in words, and a key’s file that is none; the right file is taken; it is forgotten when asked', async () => {
  const own = await browser.newContext();
  const stranger = await Tab.open(own, `${relay.url}/#/organise/key/${bytesToHex(generateSeedKey().seed)}`);
  await expect
    .poll(() => stranger.text('verdict'), PATIENCE)
    .toContain('This key is not that of this relay’s organiser');
  expect(stranger.page.url()).toBe(`${relay.url}/#/organise`);
  expect(await stranger.page.getByRole('link', { name: 'Reviews' }).count()).toBe(0);

  const file = stranger.page.locator('input[type=file]');
  await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
  await stranger.page.getByText('This is no key’s file').first().waitFor();
  const pem = Buffer.from(keyFile(Buffer.from(seed, 'hex')));
  await file.setInputFiles({ name: 'organiser.key', mimeType: 'application/x-pem-file', buffer: pem });
  await expect.poll(() => stranger.text('verdict'), PATIENCE).toBe('The relay takes your commands.');
  // A wrong key that comes later does not take the right one's place.
  await stranger.page.evaluate((hash) => (location.hash = hash), `#/organise/key/${'00'.repeat(32)}`);
  await stranger.page.getByText('The one that was here stays').waitFor();
  expect(await stranger.text('verdict')).toBe('The relay takes your commands.');
  await stranger.button('Forget this key here').click();
  await stranger.button('Forget it').click();
  await stranger.page.getByRole('heading', { name: 'Or make a key here' }).waitFor();
  await stranger.page.reload();
  await stranger.page.getByRole('heading', { name: 'Or make a key here' }).waitFor();
  await expectGoodLooks(stranger.page, 'organise-no-key');

  await stranger.button('Make a key').click();
  const saved = stranger.page.waitForEvent('download');
  await stranger.button('Save the key as a file').click();
  const made = readKeyFile(await readFile(await (await saved).path(), 'utf8'));
  expect(made).toHaveProperty('seed');
  // Chromium itself writes a line for each answer of 401.
  stranger.expectNoFaults(/status of 401/);
});

test('without a relay the dashboard says so, and goes on by itself when it is back', async () => {
  const organiser = new Organiser(relay, manifest);
  await relay.kill();
  await page.getByText('The relay does not answer').waitFor();
  await relay.restart();
  await organiser.command({ do: 'pause', words: '' });
  await tab.button('Try now').click();
  await expect.poll(() => tab.text('state'), PATIENCE).toBe('Paused');
  tab.expectNoFaults(/ERR_CONNECTION_REFUSED|Failed to load resource/);
});

/** The value of a figure, without its note. */
async function figure(testid: string): Promise<string> {
  return (await page.getByTestId(testid).locator('.value').innerText()).replaceAll(',', '');
}
