import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/protocol/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { Organiser, NodeVolunteer, PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { SIZES, expectGoodLooks } from './support/looks.ts';

let browser: Browser;
let relay: RelayProcess;
let folder: string;
let manifest: Manifest;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-result-'));
  manifest = await smallFederation();
  relay = await RelayProcess.start([manifest]);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function download(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download');
  await press();
  const found = await coming;
  const file = path.join(folder, found.suggestedFilename());
  await found.saveAs(file);
  return { name: found.suggestedFilename(), bytes: await readFile(file) };
}

test('promise 3: who comes by with nothing reads what a finished federation came to, and turns the base model into it with its patch', async () => {
  const volunteer = new NodeVolunteer(relay.url, 'small', 'sample:amazon');
  await expect.poll(async () => (await relay.status()).sequence, PATIENCE).toBeGreaterThanOrEqual(4);
  await new Organiser(relay, manifest).command({ do: 'archive', words: 'Thank you, all of you.' });
  // The relay's own model comes up to the last round.
  const { sequence } = await relay.status();
  await expect.poll(async () => (await relay.status()).fingerprint?.sequence, PATIENCE).toBe(sequence);
  await volunteer.leave();
  const published = (await relay.status()).fingerprint!.fingerprint;

  const context = await browser.newContext({ viewport: SIZES.phone });
  const tab = await Tab.open(context, `${relay.url}/#/result/small`);
  const { page } = tab;
  await page.getByText('It is finished.').waitFor();
  expect(await tab.text('result-rounds')).toContain(String(sequence));

  await tab.button('Apply and check it here').click();
  const found = page.getByTestId('patch-found');
  await found.waitFor();
  expect(await found.getAttribute('data-relay')).toBe('equal');
  await page.getByText('It is the federation’s model, bit for bit.').waitFor();
  expect((await tab.text('patch-fingerprint')).replaceAll(/\s/g, '')).toBe(published);

  const model = await download(page, () => tab.button('Save the model').press('Enter'));
  expect(model.name).toBe(`small-${sequence}.safetensors`);
  const sha256 = createHash('sha256').update(model.bytes).digest('hex');
  expect(await tab.text('patch-written')).toContain(sha256);
  const exported = await fetch(`${relay.url}/federations/small/export/model`);
  expect(exported.headers.get('etag')).toBe(`"${sha256}"`);
  await exported.body?.cancel();
  await expectGoodLooks(page, 'result');

  // The patch as a file, from somebody else: first as it is, then with one number changed.
  const patch = await download(page, () => page.getByRole('link', { name: 'Download the patch' }).press('Enter'));
  expect(patch.bytes.length).toBeLessThan(20_000);
  const choose = (name: string, buffer: Buffer) =>
    page.getByLabel('Check a patch from a file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await choose(patch.name, patch.bytes);
  await expect.poll(() => found.getAttribute('data-relay').catch(() => null), PATIENCE).toBe('equal');
  const changed = Buffer.from(patch.bytes);
  changed[changed.length - 100]! ^= 1;
  await choose('changed.dandelion-log', changed);
  await page.getByTestId('patch-failure').waitFor();
  expect(await tab.text('patch-failure')).toContain('The patch could not be checked.');
  expect(await found.count()).toBe(0);

  const card = await download(page, () => tab.button('Download the card').press('Enter'));
  expect(card.name).toBe('small-README.md');
  expect(card.bytes.toString()).toContain(published);
  tab.expectNoFaults();
});

test('a federation that is not there is said in words', async () => {
  const tab = await Tab.open(await browser.newContext(), `${relay.url}/#/result/other`);
  const words = tab.page.getByText('This relay has no such federation. Check the link you were given.');
  await expect.poll(() => words.count(), PATIENCE).toBe(1);
  tab.expectNoFaults(/404/);
});
