import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RecordingProxy, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { readingsOf, tracesOf } from './support/traces.ts';
import { OWN_TEXTS, REVIEWS, SECRET } from './support/reviews.ts';

/** What a person types into the live screen; it must not leave either. */
const SENTENCE = 'quixotic marmalade 5150 behind the harpsichord';

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

test(
  'promise 1: no private text is in any byte that the page sent, and its panel lists all that was',
  async () => {
    const context = await browser.newContext();
    const asked = new Set<string>();
    context.on('request', (request) => asked.add(new URL(request.url()).origin));
    const tab = await Tab.open(context, proxy.url);
    await tab.toData();
    await tab.page.getByLabel('Choose a file, or drop one here').setInputFiles({
      name: 'reviews.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`${REVIEWS}\n"${SECRET} and a broken row"`),
    });
    await tab.button(/^Keep 22 texts on this device$/).click();
    await tab.start();
    await tab.expectRound(2);
    await tab.page.getByLabel('A sentence of your own').fill(SENTENCE);
    await tab.button('Ask both models').click();
    await tab.page.getByTestId('answers').waitFor();
    await tab.button('Leave').click();
    await tab.expectActivity('You have left');

    const texts = [...OWN_TEXTS.map(([text]) => text), SECRET, SENTENCE];
    const readings = readingsOf(proxy.everything());
    expect(tracesOf(texts, readings)).toEqual([]);
    // The search finds what is there: an address, and the same in what was typed if it had been sent.
    expect(tracesOf(['/federations/small'], readings)).not.toEqual([]);
    expect(tracesOf(texts, readingsOf(Buffer.from(`x${SENTENCE}`, 'utf16le')))).not.toEqual([]);

    // The page sends by WebSocket alone; what it fetches are plain addresses without a body.
    const requests = proxy.requests().map((request) => request.split('\r\n')[0]);
    for (const request of requests) expect(request).toMatch(/^(GET|HEAD) \/[\w./-]*(\?federation=small)? HTTP\/1\.1$/);
    expect([...asked]).toEqual([proxy.url]);

    const sent = proxy.messages();
    const kinds = new Map<string, readonly [count: number, numbers: number, bytes: number]>();
    for (const { message, bytes } of sent) {
      const [count, numbers, size] = kinds.get(message.type) ?? [0, 0, 0];
      const more = message.type === 'contribution' ? message.scalars.length : 0;
      kinds.set(message.type, [count + 1, numbers + more, size + bytes.length]);
    }
    expect(kinds.get('contribution')?.[0]).toBeGreaterThanOrEqual(2);
    const panel = tab.page.locator('section').filter({ hasText: 'What left this device' });
    const rows = await panel.locator('tbody tr').all();
    const shown = new Map<string, readonly string[]>();
    for (const row of rows) {
      const [kind = '', ...figures] = await row.locator('th, td').allInnerTexts();
      // Below its name stands what it is for.
      shown.set(kind.split('\n')[0]!, figures);
    }
    const figures = [...kinds].map(
      ([kind, values]) => [kind, values.map((value) => value.toLocaleString('en'))] as const,
    );
    expect(shown).toEqual(new Map(figures));

    // Every number of the newest contribution is there, to the last bit.
    const newest = sent.findLast(({ message }) => message.type === 'contribution')!.message;
    const details = panel
      .getByRole('listitem')
      .filter({ hasText: /^contribution/ })
      .first();
    await details.locator('summary').click();
    const numbers = (await details.getByTestId('numbers').innerText()).replaceAll('\u2212', '-').split(/\s+/);
    expect(newest.type === 'contribution' && [...newest.scalars]).toEqual(
      numbers.map((text) => Math.fround(Number(text))),
    );
    tab.expectNoFaults();
  },
  PATIENCE.timeout * 3,
);
