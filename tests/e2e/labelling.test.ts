import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RecordingProxy, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { expectGoodLooks } from './support/looks.ts';
import { OWN_TEXTS } from './support/reviews.ts';
import { readingsOf, tracesOf } from './support/traces.ts';

/** Lines as somebody has them in a file, one of them twice but for its case. */
const LINES = OWN_TEXTS.slice(0, 20).map(([text]) => text);
const PILE = [...LINES, LINES[0]!.toUpperCase()].join('\n');

let browser: Browser;
let relay: RelayProcess;
let proxy: RecordingProxy;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation()]);
  browser = await launchChromium();
  proxy = await RecordingProxy.start(() => relay.port);
});

afterAll(async () => {
  await browser?.close();
  await proxy?.stop();
  await relay?.stop();
});

const cardOf = ({ page }: Tab) => page.getByTestId('label-text').innerText();
/** How many are labelled, and of how many. */
const progressOf = async (tab: Tab) => (await tab.text('labelled')).match(/\d+ of \d+/)?.[0];

test('promise 1: a pile of lines becomes a data set by keys and by taps, with a reload in the middle; it trains, and no line leaves the device', async () => {
  const tab = await Tab.open(await browser.newContext({ hasTouch: true }), proxy.url);
  const { page } = tab;
  await tab.toData();
  await page
    .getByLabel('Choose a file, or drop one here')
    .setInputFiles({ name: 'pile.txt', mimeType: 'text/plain', buffer: Buffer.from(PILE) });
  await expect.poll(() => tab.text('usable'), PATIENCE).toBe('21');
  await tab.button('Keep 21 texts on this device').click();

  // By keys: label, go back, take back, skip.
  await expect.poll(() => cardOf(tab), PATIENCE).toBe(LINES[0]);
  expect(await progressOf(tab)).toBe('0 of 21');
  await expectGoodLooks(page, 'labelling');
  const press = (key: string) => page.keyboard.press(key);
  await press('1');
  await expect.poll(() => cardOf(tab)).toBe(LINES[1]);
  await press('ArrowLeft');
  await expect.poll(() => cardOf(tab)).toBe(LINES[0]);
  await press('2');
  await expect.poll(() => cardOf(tab)).toBe(LINES[1]);
  await press('2');
  await press('Control+z');
  await expect.poll(() => cardOf(tab)).toBe(LINES[1]);
  expect(await progressOf(tab)).toBe('1 of 21');
  await press('ArrowRight');
  await expect.poll(() => cardOf(tab)).toBe(LINES[2]);
  for (let done = 2; done < 10; done++) {
    await press('2');
    await expect.poll(() => progressOf(tab)).toBe(`${done} of 21`);
  }
  expect(await tab.text('labelled')).toContain('at this pace');

  // What was done outlives a reload, and what was skipped is asked again.
  await page.getByText('Kept on this device with every tap').waitFor();
  await page.reload();
  await expect.poll(() => progressOf(tab), PATIENCE).toBe('9 of 21');
  expect(await cardOf(tab)).toBe(LINES[1]);

  // By taps, the last one removed: it says what the first one said.
  const choices = page.getByRole('group', { name: 'Labels' });
  await choices.getByRole('button', { name: 'positive' }).tap();
  for (let done = 11; done <= 20; done++) {
    await choices.getByRole('button', { name: 'negative' }).tap();
    await expect.poll(() => progressOf(tab)).toBe(`${done} of 21`);
  }
  expect(await cardOf(tab)).toBe(LINES[0]!.toUpperCase());
  await tab.button('Remove').tap();
  await page.getByRole('heading', { name: 'All labelled' }).waitFor();
  const split = await tab.text('split');
  const [, training, heldOut] = split.match(/Together\s+(\d+)\s+(\d+)/) ?? [];
  expect(Number(training) + Number(heldOut)).toBe(20);

  await page.getByRole('link', { name: 'Go on to start' }).click();
  await page.getByText('10 negative, 10 positive').waitFor();
  await tab.start();
  await tab.expectRound(1);
  await expect.poll(() => tab.text('round'), PATIENCE).toMatch(/Your numbers are in [1-9]/);
  tab.expectNoFaults();

  const readings = readingsOf(proxy.everything());
  expect(tracesOf([...LINES, PILE], readings)).toEqual([]);
  expect(tracesOf(['/federations/small'], readings)).not.toEqual([]);
});

test('the table shows what to mend, counts tokens as training reads them, and is worked by keys alone', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  const { page } = tab;
  await tab.toData();
  const long = 'unbelievably long and winding '.repeat(20);
  const table = ['Good kettle', 'good kettle!', 'Bad zipper', 'bad ZIPPER', 'So so', `It was ${long}`];
  const labels = ['positive', 'positive', 'negative', 'positive', 'negative', 'negative'];
  await tab.paste(['text,label', ...table.map((text, i) => `"${text}",${labels[i]}`)].join('\n'));
  await page.getByRole('link', { name: 'Look and edit: Pasted text' }).click();
  await page.getByText('1 row is longer than the 64 tokens').waitFor();
  const rows = page.getByRole('row').filter({ has: page.locator('.grid-facts') });
  expect(await rows.count()).toBe(6);
  expect(await rows.nth(0).innerText()).toMatch(/Good kettle\s+1\s+positive\s+\d+ tokens/);
  await expectGoodLooks(page, 'table');
  await tab.button('Remove the duplicate').click();
  await expect.poll(() => tab.text('shown')).toBe('5 rows');

  // Keys: a label, a text, a deletion, and the way back.
  const grid = page.getByRole('grid');
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('1');
  await expect.poll(() => page.locator('.tag').filter({ hasText: 'contradiction' }).count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('A zipper of gold');
  await page
    .getByTestId('typed-tokens')
    .getByText(/of 64 tokens/)
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'positive' }).click();
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await rows.nth(2).innerText()).toMatch(/^A zipper of gold\s+3\s+positive/);
  await grid.focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => tab.text('shown')).toBe('4 rows');
  await page.keyboard.press('Control+z');
  await expect.poll(() => tab.text('shown')).toBe('5 rows');
  await tab.button('Add a row').click();
  await page.getByRole('dialog').getByLabel('Text').fill('An afterthought');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect.poll(() => tab.text('shown')).toBe('6 rows');

  // It is kept.
  await page.getByText('All changes are kept').waitFor();
  await page.reload();
  await page.getByText('An afterthought').waitFor();
  await page.getByLabel('Show').selectOption('without a label');
  expect(await tab.text('shown')).toBe('1 of 6 rows');
  await page.getByLabel('Show').selectOption('all rows');
  await page.getByLabel('Search').fill('GOLD');
  expect(await tab.text('shown')).toBe('1 of 6 rows');
  tab.expectNoFaults();
});
