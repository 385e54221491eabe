import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as v from 'valibot';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RelayProcess, Tab } from './support/index.ts';
import { expectGoodLooks } from './support/looks.ts';
import { REVIEWS, SECRET } from './support/reviews.ts';

let browser: Browser;
let relay: RelayProcess;

beforeAll(async () => {
  relay = await RelayProcess.start([]);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
});

/** The link that the relay's terminal prints for its organiser. */
async function organiserLink(): Promise<string> {
  const pem = await readFile(path.join(relay.folder, 'organiser.key'), 'utf8');
  const { d } = v.parse(v.object({ d: v.string() }), createPrivateKey(pem).export({ format: 'jwk' }));
  return `${relay.url}/#/organise/key/${Buffer.from(d, 'base64url').toString('hex')}`;
}

async function next(page: Page, heading: string): Promise<void> {
  await page.getByRole('button', { name: /^Next: / }).click();
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

const number = async (page: Page, label: string | RegExp, value: string): Promise<void> =>
  page.getByRole('textbox', { name: label }).fill(value);

test("a newcomer's afternoon: a federation by the wizard, tried, opened, joined by a volunteer, there again after a restart", async () => {
  const organiser = await Tab.open(await browser.newContext({ acceptDownloads: true }), await organiserLink());
  const { page } = organiser;
  expect(new URL(page.url()).hash).toBe('#/organise');
  await page.getByRole('link', { name: 'New federation' }).first().click();

  // The task: a template, own words, and a word that the model does not have in one piece.
  await page.getByRole('heading', { level: 1, name: 'What should the model learn?' }).waitFor();
  await page.getByRole('textbox', { name: 'Title' }).fill('');
  await page.getByRole('button', { name: /^Next: / }).click();
  await page.getByText('Its length must be at least 1, not 0.').waitFor();
  await page.getByRole('textbox', { name: 'Title' }).fill('Reviews of our shop');
  await page.getByRole('textbox', { name: 'Who asks' }).fill('The shop');
  await expect.poll(() => organiser.text('landing-card'), PATIENCE).toContain('The shop asks');
  expect(await organiser.text('landing-card')).toContain('Reviews of our shop');
  await page.getByRole('textbox', { name: 'Word 2' }).fill('wonderfulest');
  await expect.poll(() => page.getByTestId('label-check').nth(1).innerText(), PATIENCE).toMatch(/is \d tokens/);
  await page.getByRole('button', { name: 'wonderful', exact: true }).click();
  expect(await page.getByTestId('label-check').nth(1).innerText()).toBe('“wonderful” is one token.');
  await page.getByRole('textbox', { name: 'A few examples of yours' }).fill(REVIEWS);
  await expect.poll(() => organiser.text('pasted'), PATIENCE).toBe('22 examples read.');
  expect(await page.locator('.prompt').first().innerText()).toMatch(/^<s> the kettle sings .* it was<mask>\.<\/s>$/);
  await expectGoodLooks(page, 'create-task');
  await next(page, 'Which model?');
  await page.getByRole('radio', { name: /dandelion-small/ }).waitFor();
  expect(await page.getByRole('radio', { name: /dandelion-small/ }).isChecked()).toBe(true);
  await expectGoodLooks(page, 'create-model');
  await next(page, 'How should it learn?');
  await page.getByText('Every number').click();
  await number(page, 'Steps in a round', '0');
  await page.getByText('Must be at least 1, not 0.').waitFor();
  await number(page, 'Steps in a round', '2');
  await number(page, 'Texts in a step', '4');
  await page.getByRole('radio', { name: /^FedZO/ }).check();
  await number(page, 'Directions in a step (P)', '3');
  await expect.poll(() => organiser.text('meaning'), PATIENCE).toContain('A step is up to 6 forward passes');
  expect(await page.getByRole('textbox', { name: /^Layers of the first block/ }).count()).toBe(0);
  await page.getByRole('radio', { name: /^FedSPZO/ }).check();
  await expectGoodLooks(page, 'create-method');

  // The draft outlives the page.
  await expect.poll(() => kept(page), PATIENCE).toContain('"localSteps":2');
  await page.reload();
  await expect.poll(() => organiser.text('meaning'), PATIENCE).toContain('A round is 2 steps of 4 texts each.');
  await next(page, 'Rounds and people');
  await number(page, 'Answers that a round needs', '1');
  await number(page, /^Deadline/, '8');
  await number(page, /^Grace/, '2');
  await expectGoodLooks(page, 'create-rounds');
  await next(page, 'Privacy and safety');
  await page.getByText('What is protected, against whom').click();
  await page.getByText('Scalars of private data are not private by themselves.').waitFor();
  await expectGoodLooks(page, 'create-privacy');
  await next(page, 'Try it before it opens');

  // The dry run: nothing leaves while it runs but what is fetched.
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${request.postData() ?? ''} ${request.url()}`));
  await page.getByRole('button', { name: 'Start the dry run' }).click();
  await page.getByTestId('rounds').waitFor();
  expect(await organiser.text('zero-shot')).toMatch(/\d+\.\d %\s+Of 22; with chance in it/);
  expect(await organiser.text('bytes')).toContain('139 B up');
  await expectGoodLooks(page, 'create-dry-run');
  expect(sent.filter((line) => !line.startsWith('GET'))).toEqual([]);
  expect(sent.join('\n')).not.toContain(SECRET);
  await next(page, 'Open the federation');
  await expectGoodLooks(page, 'create-open');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the manifest' }).click();
  expect((await download).suggestedFilename()).toBe('reviews-of-our-shop.json');
  await page.getByRole('button', { name: 'Open the federation' }).click();
  await page.getByTestId('opened').waitFor();
  const link = await organiser.text('link');
  expect(link).toContain('/#/join/reviews-of-our-shop?manifest=');
  await expectGoodLooks(page, 'create-opened');

  // A volunteer comes by the link and trains; the relay is killed and comes back with the federation.
  const volunteer = await Tab.open(await browser.newContext(), link);
  await volunteer.page.getByRole('heading', { name: 'Reviews of our shop' }).waitFor();
  await volunteer.joinWithSample('Amazon');
  await volunteer.expectRound(1);
  await relay.kill();
  await relay.restart();
  const { sequence } = await relay.status('reviews-of-our-shop');
  await volunteer.expectRound(sequence + 1);
  await expect.poll(async () => (await volunteer.agreement()) !== null, PATIENCE).toBe(true);
  volunteer.expectNoFaults(/net::ERR_|WebSocket|Failed to load/);
  organiser.expectNoFaults(/net::ERR_|Failed to load/);
});

/** The draft as it lies in the browser's storage. */
function kept(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('dandelion');
        opening.onerror = () => reject(new Error('The database does not open.'));
        opening.onsuccess = () => {
          const request = opening.result.transaction('preferences').objectStore('preferences').get('create');
          request.onsuccess = () => {
            opening.result.close();
            resolve(String(request.result));
          };
        };
      }),
  );
}

test('one who is to be invited: the wizard makes the invitation, and its link lets in', async () => {
  const { page, ...tab } = await Tab.open(await browser.newContext(), await organiserLink());
  await page.getByRole('link', { name: 'New federation' }).first().click();
  await page.getByRole('textbox', { name: 'Title' }).fill('By invitation');
  await page.goto(`${relay.url}/#/create/rounds`);
  await page.getByRole('radio', { name: /^By invitation/ }).check();
  await page.goto(`${relay.url}/#/create/privacy`);
  await page.getByRole('checkbox', { name: /^Stop by itself/ }).check();
  await page.getByRole('textbox', { name: /^Above the best by/ }).fill('0,2');
  await page.goto(`${relay.url}/#/create/open`);
  await page.getByRole('button', { name: 'Open the federation' }).click();
  await page.getByTestId('opened').waitFor();
  await page.getByRole('textbox', { name: 'For whom' }).fill('Class 7b');
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  await page.getByRole('heading', { name: 'Class 7b' }).waitFor();
  const link = await page.getByTestId('link').innerText();
  expect(link).toMatch(/#\/join\/by-invitation\?invite=[\w-]+&manifest=[0-9a-f]{16}$/);
  await expectGoodLooks(page, 'create-invited');
  // Whom an invite was made for waits for others: two are needed.
  const volunteer = await Tab.open(await browser.newContext(), link);
  await volunteer.page.getByRole('heading', { name: 'By invitation' }).waitFor();
  await volunteer.joinWithSample('Amazon');
  await expect.poll(async () => (await relay.status('by-invitation')).ready, PATIENCE).toBe(1);
  expect([...tab.faults, ...volunteer.faults]).toEqual([]);
});

test('without a key the wizard says how to get one, and the manifest can be taken home', async () => {
  const { page, ...tab } = await Tab.open(await browser.newContext(), `${relay.url}/#/create/open`);
  await page.getByText('This page has no organiser’s key.').waitFor();
  expect(await page.getByRole('link', { name: 'How to get one' }).getAttribute('href')).toBe('#/organise');
  expect(await page.getByRole('button', { name: 'Open the federation' }).isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'Download the manifest' }).isEnabled()).toBe(true);
  expect(tab.faults).toEqual([]);
});
