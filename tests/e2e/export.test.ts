import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { SIZES, expectAccessible, expectNoSidewaysScrolling } from './support/looks.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** Where the screens are kept to be looked at. */
const PICTURES = path.join(ROOT, 'test-results', 'screens');

let browser: Browser;
let relay: RelayProcess;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-downloads-'));
  await mkdir(PICTURES, { recursive: true });
  relay = await RelayProcess.start([await smallFederation()]);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Presses a button of this name, and keeps the file that comes of it. */
async function download(page: Page, name: string): Promise<{ name: string; file: string }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name }).press('Enter');
  const found = await coming;
  const file = path.join(folder, found.suggestedFilename());
  await found.saveAs(file);
  return { name: found.suggestedFilename(), file };
}

/** Rebuilds a state from the log's file, by the command. @returns the file of weights and what was found */
async function replay(log: string, until: string): Promise<{ bytes: Buffer; report: Record<string, unknown> }> {
  const out = path.join(folder, `replayed-${until}.safetensors`);
  const json = path.join(folder, 'report.json');
  const flags = ['--log', log, '--until', until, '--out', out, '--json', json];
  await promisify(execFile)(process.execPath, [path.join(ROOT, 'scripts', 'run.mjs'), 'replay', ...flags], {
    cwd: ROOT,
  });
  return { bytes: await readFile(out), report: JSON.parse(await readFile(json, 'utf8')) };
}

test('promise 3: what a tab downloads while it trains is what its log gives, to the byte', async () => {
  const tab = await Tab.open(await browser.newContext({ viewport: SIZES.phone }), relay.url);
  const { page } = tab;
  const outcome = page.getByRole('region', { name: 'Take the model along' }).getByRole('status');
  await tab.joinWithSample('Amazon');
  await tab.expectRound(2);
  // In the middle of a round, as it happens.
  const model = await download(page, 'Download the model');
  const until = /^small-(\d+)\.safetensors$/.exec(model.name)![1]!;
  await expect.poll(() => outcome.innerText(), PATIENCE).toContain(`the model after round ${until}, fingerprint`);
  const shown = (await outcome.innerText()).match(/fingerprint ([0-9a-f ]+)\./)![1]!.replaceAll(' ', '');
  await expect
    .poll(async () => (await relay.status()).fingerprint?.sequence ?? 0, PATIENCE)
    .toBeGreaterThanOrEqual(Number(until));
  const log = await download(page, 'Download the log');
  expect(log.name).toMatch(/^small-\d+\.dandelion-log$/);
  const { bytes, report } = await replay(log.file, until);
  expect(report).toMatchObject({ ok: true, sequence: Number(until), fingerprint: shown });
  expect((await readFile(model.file)).equals(bytes)).toBe(true);
  // The relay's own word, where its reconstruction has been.
  expect(report['lastCompared']).toBe(Number(until));

  // The training goes on from the same weights.
  const { sequence } = await relay.status();
  await expect.poll(async () => (await tab.agreement())?.sequence ?? 0, PATIENCE).toBeGreaterThan(sequence);

  await tab.button('Leave').click();
  await tab.expectActivity('You have left');
  const later = await download(page, 'Download the model');
  const state = /^small-(\d+)\.safetensors$/.exec(later.name)![1]!;
  const last = await download(page, 'Download the log');
  expect((await readFile(later.file)).equals((await replay(last.file, state)).bytes)).toBe(true);

  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await expectNoSidewaysScrolling(page, `after a download, ${size}`);
    // Where the page was scrolled to, its head may cover half a button.
    await page.evaluate(() => scrollTo(0, 0));
    await expectAccessible(page, `after a download, ${size}`);
    const card = page.getByRole('region', { name: 'Take the model along' });
    await card.screenshot({ path: path.join(PICTURES, `keep-${size}.png`) });
  }
  tab.expectNoFaults();
});

test('a relay that is gone is said in words, and the model is there all the same', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  const { page } = tab;
  await tab.joinWithSample('IMDB');
  await tab.expectRound(1);
  await tab.button('Leave').click();
  await tab.expectActivity('You have left');
  await page.context().setOffline(true);
  await tab.button('Download the log').click();
  await page.getByText('The relay cannot be reached. Try again when the connection is back.').waitFor();
  expect((await download(page, 'Download the model')).name).toMatch(/^small-\d+\.safetensors$/);
  tab.expectNoFaults(/net::ERR_/);
});
