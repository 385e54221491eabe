import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { REVIEWS } from './support/reviews.ts';

let browser: Browser;
let relay: RelayProcess;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation()]);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
});

/** Entries of every store of the vault's database, and what the page remembers beside it. */
function stored(tab: Tab): Promise<Record<string, number>> {
  return tab.page.evaluate(async () => {
    const counts: Record<string, number> = { localStorage: localStorage.length };
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error ?? new Error('It did not open.')));
      });
      for (const store of database.objectStoreNames) {
        counts[store] = await new Promise((resolve) => {
          const request = database.transaction(store).objectStore(store).count();
          request.addEventListener('success', () => resolve(request.result));
        });
      }
      database.close();
    }
    return counts;
  });
}

test('a file with faults says which rows and why; what is kept outlives a reload and goes when deleted', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  await tab.toData();
  const table = [
    'text;verdict',
    'Sturdy and quick;good',
    'It fell apart;bad',
    'No idea what to say;',
    'Sturdy and quick;good',
    'One field too many;good;2019',
    ';bad',
    'Never again;bad',
    'Once more, please;good',
  ];
  await tab.page
    .getByLabel('Choose a file, or drop one here')
    .setInputFiles({ name: 'verdicts.csv', mimeType: 'text/csv', buffer: Buffer.from(table.join('\n')) });
  await expect.poll(() => tab.text('usable'), PATIENCE).toBe('4');
  const preview = tab.page.locator('section').filter({ hasText: 'Look at it first: verdicts.csv' });
  expect(await preview.innerText()).toContain('2 negative, 2 positive. 1 duplicate left out.');
  await preview.getByText('3 rows cannot be used').click();
  const errors = await preview.locator('.errors li').allInnerTexts();
  expect(errors.map((error) => error.split(':')[0])).toEqual(['Line 4', 'Line 6', 'Line 7']);
  // Why, and never what the row says.
  expect(errors.join(' ')).not.toMatch(/idea|2019/);

  await preview.getByLabel('Label bad means').selectOption('leave out');
  await expect.poll(() => tab.text('usable'), PATIENCE).toBe('2');
  await preview.getByLabel('Label bad means').selectOption('negative');
  await preview.getByLabel('Name on this device').fill('Verdicts of 2019');
  await tab.button('Keep 4 texts on this device').click();
  const kept = tab.page.getByRole('radio', { name: /Verdicts of 2019/ });
  await kept.waitFor();
  await tab.page.reload();
  await kept.waitFor();
  expect(await kept.isChecked()).toBe(true);
  expect(await stored(tab)).toMatchObject({ datasets: 1, examples: 1 });
  await tab.button('Delete: Verdicts of 2019').click();
  await tab.page.getByText('No data yet').waitFor();
  expect(await stored(tab)).toMatchObject({ datasets: 0, examples: 0 });
  tab.expectNoFaults();
});

test('a deleted data set comes back on request; what was saved as a file is read in again as it was', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  const { page } = tab;
  await tab.toData();
  await tab.paste('text,label\n"One, ""two""",positive\n=1+1,negative\nthree,\nfour,\nfive,\nsix,\nseven,positive');
  const facts = '1 negative, 2 positive, 4 without a label';
  await page.getByText(facts).waitFor();
  await tab.button('Delete: Pasted text').click();
  await page.getByText('“Pasted text” was deleted.').waitFor();
  expect(await stored(tab)).toMatchObject({ datasets: 0, examples: 0 });
  await tab.button('Undo').click();
  await page.getByText(facts).waitFor();
  for (const [button, ending] of [
    ['Save as file', 'jsonl'],
    ['Save as CSV', 'csv'],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      tab.button(`${button}: Pasted text`).first().click(),
    ]);
    expect(download.suggestedFilename()).toBe(`Pasted-text.${ending}`);
    const buffer = await readFile(await download.path());
    await page
      .getByLabel('Choose a file, or drop one here')
      .setInputFiles({ name: download.suggestedFilename(), mimeType: 'text/plain', buffer });
    await expect.poll(() => tab.text('usable'), PATIENCE).toBe('7');
    await tab.button('Keep 7 texts on this device').click();
    await page.getByRole('radio', { name: `Pasted-text.${ending}` }).waitFor();
  }
  expect(await page.getByText(facts).count()).toBe(3);
  await tab.button('Delete all data sets').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete all data sets' }).click();
  await page.getByText('No data yet').waitFor();
  await tab.button('Undo').click();
  await expect.poll(() => page.getByText(facts).count()).toBe(3);
  tab.expectNoFaults();
});

test('"delete everything" leaves nothing: no data, no name, no journal, no model', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  await tab.toData();
  await tab.paste(REVIEWS);
  await tab.start();
  await tab.expectRound(1);
  const before = await stored(tab);
  expect(before).toMatchObject({ datasets: 1, identities: 1, checkpoints: 1, files: 4 });
  // A file is stored whole, or in the chunks that its hashes are of.
  expect(before['blobs']! + before['chunks']!).toBeGreaterThanOrEqual(4);
  await tab.page.getByRole('link', { name: 'Your data' }).click();
  await tab.button('Delete everything on this device').click();
  await tab.page.getByRole('dialog').getByRole('button', { name: 'Delete everything' }).click();
  await tab.page.getByRole('dialog').waitFor({ state: 'hidden' });
  await tab.page.getByText('No data yet').waitFor();
  const after = await stored(tab);
  expect(Object.keys(after).toSorted()).toEqual(Object.keys(before).toSorted());
  expect(Object.values(after).every((count) => count === 0)).toBe(true);
  // Nothing comes back by itself.
  await tab.page.reload();
  await tab.page.getByText('No data yet').waitFor();
  expect(Object.values(await stored(tab)).every((count) => count === 0)).toBe(true);
  tab.expectNoFaults();
});

test('promise 4: of two tabs of one profile one contributes, and the other takes over when it closes', async () => {
  const context = await browser.newContext();
  const first = await Tab.open(context, relay.url);
  await first.joinWithSample('IMDB');
  await first.expectRound(1);
  const second = await Tab.open(context, relay.url);
  await second.joinWithSample('IMDB');
  await second.expectActivity('Another tab is contributing');
  expect((await relay.status()).connected).toBe(1);
  const { sequence } = await relay.status();
  await first.page.close();
  await second.expectRound(sequence + 1);
  await expect.poll(() => second.text('round'), PATIENCE).toMatch(/Your numbers are in [1-9]/);
  for (const tab of [first, second]) tab.expectNoFaults();
});
