import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EntryPart, decodeEntry } from '../../src/protocol/index.ts';
import { fetchLog } from '../../src/relay/index.ts';
import { launchChromium } from '../support/chromium.ts';
import { expectGoodLooks } from './support/looks.ts';
import { NodeVolunteer, PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';

let browser: Browser;
let relay: RelayProcess;
let node: NodeVolunteer;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation({ round: { quorum: 2 } })]);
  browser = await launchChromium();
  node = new NodeVolunteer(relay.url, 'small', 'sample:yelp:1/4');
});

afterAll(async () => {
  await node?.leave();
  await browser?.close();
  await relay?.stop();
});

/** Every contribution in the log's first entries, and this participant's among them. */
async function partsUntil(sequence: number, participant: string): Promise<{ all: EntryPart[]; own: EntryPart[] }> {
  const entries = (await fetchLog(relay.url, 'small')).slice(0, sequence).map((bytes) => decodeEntry(bytes));
  const all = entries.flatMap((entry) => (entry.kind === 'private' ? [...entry.parts, ...entry.late] : []));
  return { all, own: all.filter((part) => part.participant === participant) };
}

const examplesOf = (parts: readonly EntryPart[]): number => parts.reduce((sum, { examples }) => sum + examples, 0);
const numbersOf = (parts: readonly EntryPart[]): number => parts.reduce((sum, { scalars }) => sum + scalars.length, 0);
/** "1,234 of 5,678 ..." */
const counts = (text: string): number[] =>
  (text.match(/[\d,]+(?= of|, an|\s+contributions| rounds?| numbers?)/g) ?? []).map(whole);
const whole = (text: string): number => Number(text.replaceAll(',', ''));

test('what the screen says of a share and of what was added is what the relay’s log holds', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  const { page } = tab;
  await tab.joinWithSample('Amazon');
  await tab.expectRound(4);
  const participant = /device is ([0-9a-f]{32})/.exec(await tab.text('identity'))![1]!;

  /** The share as it is drawn, and the round that the page was at before and after it was read. */
  const readShare = async () => {
    const before = await tab.round();
    const notes = [await tab.text('share-contributions'), await tab.text('share-examples')].map((text) =>
      text.split('\n').at(-1)!,
    );
    return { before, notes, after: await tab.round() };
  };
  let read = await readShare();
  // Between two rounds.
  while (read.before !== read.after) read = await readShare();
  const seen = await partsUntil(read.after, participant);
  expect(seen.own.length).toBeGreaterThan(0);
  expect(read.notes.map(counts)).toEqual([
    [seen.own.length, seen.all.length],
    [examplesOf(seen.own), examplesOf(seen.all)],
  ]);

  // Memory, by the engine and by the estimate, is told while it trains.
  expect(await tab.text('memory')).toMatch(
    /With backpropagation \(Adam\)\s*[\d.]+ MB[^]*would need about [\d.]+ times/,
  );
  for (const summary of [/Accuracy as a table/, /Contributions, traffic and pace over time/]) {
    await page.getByText(summary).click();
  }
  await page.getByTestId('pace-chart').getByRole('img').waitFor();
  // Not Leave: who leaves while the relay's acknowledgement is under way does not hear of it, and one more is in the log.
  await tab.button('Finish this round, then stop').click();
  await tab.expectActivity('Stopped after the round');
  await expectGoodLooks(page, 'live-left');
  /** What was acknowledged is in the log once its round has closed. */
  const expectAdded = async (): Promise<void> => {
    const isEqual = async (): Promise<boolean> => {
      const { own } = await partsUntil(Number.POSITIVE_INFINITY, participant);
      const [rounds, numbers] = counts(await tab.text('added'));
      return rounds === own.length && numbers === numbersOf(own);
    };
    await expect.poll(isEqual, PATIENCE).toBe(true);
  };
  await expectAdded();
  const added = await tab.text('added');

  await page.reload();
  await page.getByText('Nothing runs yet').waitFor();
  await expect.poll(() => tab.text('added'), PATIENCE).toBe(added);
  await page.getByText('By federation and day', { exact: true }).click();
  const [rounds, numbers] = counts(added);
  const row = page.getByTestId('history').getByRole('row').nth(1);
  expect(await row.innerText()).toMatch(
    new RegExp(`^\\d{4}-\\d\\d-\\d\\d\\s+A small federation\\s+${rounds}\\s+${numbers}\\s`),
  );
  await expectGoodLooks(page, 'live-history');
  const [download] = await Promise.all([page.waitForEvent('download'), tab.button('Save as JSON').click()]);
  const saved: unknown = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(saved).toMatchObject({ total: { rounds, numbers }, days: [{ federation: 'small', rounds, numbers }] });

  await page.getByRole('link', { name: 'Your data' }).click();
  await tab.button('Delete everything on this device').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete everything' }).click();
  await page.getByText('No data yet').waitFor();
  await page.getByRole('link', { name: 'Live' }).click();
  await page.getByText('Nothing yet on this device.').waitFor();
  tab.expectNoFaults();
});

test('both models can be asked before the first round, and one tap compares them afterwards', async () => {
  await node.leave();
  const tab = await Tab.open(await browser.newContext(), relay.url);
  await tab.joinWithSample('IMDB');
  // Alone in a federation of two: nothing trains, and the model is here.
  await tab.button('Exactly what I hoped for').click();
  await expect.poll(() => tab.text('compared'), PATIENCE).toMatch(/both are the base model|Confidence/);
  await tab.button('One of my held-out texts').click();
  await tab.page.getByText(/You labelled it “(positive|negative)”/).waitFor();
  expect(await tab.text('compared')).toMatch(/(both are the base model\.|from [\d.]+ % to [\d.]+ %\.)$/);
  tab.expectNoFaults();
});
