import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RecordingProxy, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { SIZES, expectAccessible, expectNoSidewaysScrolling } from './support/looks.ts';
import { PAIRS, PAIRS_FILE, TASK } from './support/pairs.ts';
import { SECRET } from './support/reviews.ts';
import { readingsOf, tracesOf } from './support/traces.ts';

/** Where the screens are kept to be looked at. */
const PICTURES = path.join(import.meta.dirname, '..', '..', 'test-results', 'screens');

/** What a person types into the live screen. */
const ASKED = ['The old bridge, which was green, is closed.', 'The bridge is old.'] as const;

let browser: Browser;
let relay: RelayProcess;
let proxy: RecordingProxy;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation({ task: TASK })]);
  browser = await launchChromium();
  proxy = await RecordingProxy.start(() => relay.port);
  await mkdir(PICTURES, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
  await proxy?.stop();
  await relay?.stop();
});

/** Both sizes, looked at by rules here and by a person afterwards. */
async function look({ page }: Tab, screen: string): Promise<void> {
  for (const [device, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await expectNoSidewaysScrolling(page, `${screen}, ${device}`);
    await expectAccessible(page, `${screen}, ${device}`);
    await page.screenshot({ path: path.join(PICTURES, `${screen}-${device}.png`), fullPage: true });
  }
}

test('promise 1: a task of two texts, of which none leaves the device: their columns are guessed and mended, pairs are trained on, and the model is asked with both', async () => {
  const tab = await Tab.open(await browser.newContext(), proxy.url);
  const { page } = tab;
  await tab.toData();
  // Samples have one text in each row.
  expect(await page.getByText('Try with a sample').count()).toBe(0);
  await page
    .getByLabel('Choose a file, or drop one here')
    .setInputFiles({ name: 'pairs.csv', mimeType: 'text/csv', buffer: Buffer.from(PAIRS_FILE) });
  await expect.poll(() => tab.text('usable'), PATIENCE).toBe(String(PAIRS.length));
  const preview = page.locator('section').filter({ hasText: 'Look at it first: pairs.csv' });
  const picked = (label: string) =>
    preview.getByLabel(label).evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.label);
  const [premise, hypothesis] = ['“premise” is in', '“hypothesis” is in'];
  expect(await picked(premise)).toBe('longer text');
  expect(await picked(hypothesis)).toBe('Hypothesis');
  expect(await picked('Labels are in')).toBe('verdict');
  expect(await preview.innerText()).toContain('10 not entailment, 11 entailment.');
  await preview.getByText('1 row cannot be used').click();
  expect(await preview.locator('.errors li').allInnerTexts()).toEqual(['Line 23: Its hypothesis is empty.']);
  await look(tab, 'fields-data');

  await preview.getByLabel(premise).selectOption('Hypothesis');
  await preview.getByText('Two of them are in the same column').waitFor();
  expect(await tab.button(/^Keep /).isDisabled()).toBe(true);
  await preview.getByLabel(premise).selectOption('longer text');
  await tab.button(`Keep ${PAIRS.length} examples on this device`).click();
  const kept = page.getByRole('radio', { name: /pairs\.csv/ });
  await kept.waitFor();
  await page.reload();
  await kept.waitFor();

  await tab.start();
  await tab.expectRound(1);
  await page.getByLabel('premise', { exact: true }).fill(ASKED[0]);
  await page.getByLabel('hypothesis', { exact: true }).fill(ASKED[1]);
  await tab.button('Ask both models').click();
  const answers = page.getByTestId('answers');
  await answers.waitFor();
  expect((await answers.innerText()).match(/not entailment/g)).toHaveLength(2);
  const shares = (await answers.innerText()).match(/[\d.]+(?= %)/g)?.map(Number) ?? [];
  expect(shares).toHaveLength(4);
  expect(shares[0]! + shares[1]!).toBeCloseTo(100, 0);
  await look(tab, 'fields-live');
  tab.expectNoFaults();

  const texts = [...PAIRS.flatMap(([one, other]) => [one, other]), ...ASKED, SECRET];
  const readings = readingsOf(proxy.everything());
  expect(tracesOf(texts, readings)).toEqual([]);
  expect(tracesOf(['/federations/small'], readings)).not.toEqual([]);
});
