import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { PATIENCE, RelayProcess, Tab, smallFederation } from './support/index.ts';
import { SIZES, expectAccessible, expectNoSidewaysScrolling } from './support/looks.ts';
import { REVIEWS } from './support/reviews.ts';

/** Where the screens are kept to be looked at. */
const PICTURES = path.join(import.meta.dirname, '..', '..', 'test-results', 'screens');
/** Milliseconds for which the page may be busy at most: a tenth of it is noticed, all of it means that it hangs. */
const HANG = 500;

let browser: Browser;
let relay: RelayProcess;

beforeAll(async () => {
  relay = await RelayProcess.start([await smallFederation()]);
  browser = await launchChromium();
  await mkdir(PICTURES, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
});

test('with the keyboard alone: join, choose data, pause, resume, ask, leave', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  const { page } = tab;
  await page.getByRole('main').getByRole('link', { name: 'Join', exact: true }).waitFor();

  /** Moves the focus as a person does until it is on what has this name. */
  async function reach(name: RegExp): Promise<void> {
    const names: string[] = [];
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        const label = element instanceof HTMLTextAreaElement ? element.labels[0]?.textContent : null;
        return label ?? element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      });
      names.push(focused);
      if (name.test(focused.trim())) return;
    }
    throw new Error(`The Tab key does not lead to ${String(name)}, only to: ${names.join(' | ')}`);
  }
  async function press(name: RegExp): Promise<void> {
    await reach(name);
    await page.keyboard.press('Enter');
  }

  await press(/^Join$/);
  await press(/^Use Amazon$/);
  await page.getByRole('radio', { name: /Amazon/ }).waitFor();
  await press(/^Start contributing$/);
  await tab.expectRound(1);
  await press(/^Pause$/);
  await tab.expectActivity('Paused');
  // The button that was pressed is still under the finger, with the opposite meaning.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent), PATIENCE).toBe('Resume');
  await page.keyboard.press('Enter');
  await tab.expectActivity(/Training|Waiting/);
  await reach(/^A sentence of your own/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('What a wonderful surprise');
  await press(/^Ask both models$/);
  await page.getByTestId('answers').waitFor();
  expect(await page.getByTestId('answers').innerText()).toMatch(/Base model[^]*%[^]*After round \d+[^]*%/);
  await page.getByRole('main').focus();
  await press(/^Leave$/);
  await tab.expectActivity('You have left');
  tab.expectNoFaults();
});

test.each(['light', 'dark'] as const)(
  'every screen, %s: nothing serious for axe, no sideways scrolling',
  async (scheme) => {
    const tab = await Tab.open(await browser.newContext({ colorScheme: scheme, viewport: SIZES.laptop }), relay.url);
    const { page } = tab;
    async function look(screen: string): Promise<void> {
      await expectAccessible(page, `${screen}, ${scheme}`);
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        await page.evaluate(() => scrollTo(0, 0));
        await expectNoSidewaysScrolling(page, `${screen}, ${scheme}, ${size}`);
        await page.screenshot({ path: path.join(PICTURES, `${screen}-${size}-${scheme}.png`), fullPage: true });
      }
      await expectAccessible(page, `${screen}, ${scheme}, phone`);
      await page.setViewportSize(SIZES.laptop);
    }
    await page.getByRole('link', { name: 'Live' }).click();
    await page.getByText('Nothing runs yet').waitFor();
    await look('nothing');
    await page.getByRole('link', { name: 'Federation', exact: true }).click();
    await page.getByRole('main').getByRole('link', { name: 'Join', exact: true }).waitFor();
    await page.getByText('The details, for those who want to check').click();
    await look('federation');
    await tab.toData();
    await page.getByText('Or paste text').click();
    await page.getByLabel('Rows with a text and a label each').fill(`${REVIEWS}\nno label here`);
    await tab.button('Read the pasted text').click();
    await page.getByText(/rows? cannot be used/).click();
    await look('preview');
    await tab.button(/^Keep \d+ texts on this device$/).click();
    await page.getByRole('radio').first().waitFor();
    await look('data');
    await tab.start();
    await tab.expectRound(3);
    await page.getByText('Loss as a table').click();
    await tab.button('Ask both models').click();
    await page.getByTestId('answers').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^contribution/ })
      .first()
      .locator('summary')
      .click();
    await look('live');
    await tab.button('Leave').click();
    await tab.expectActivity('You have left');
    await look('left');
    tab.expectNoFaults();
  },
);

test('the page answers while it trains: its thread is never busy for half a second', async () => {
  const tab = await Tab.open(await browser.newContext(), relay.url);
  await tab.joinWithSample('Yelp');
  await tab.expectRound(1);
  await tab.page.evaluate(() => {
    const state = { longest: 0, frames: 0 };
    Object.assign(globalThis, { responsiveness: state });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) state.longest = Math.max(state.longest, duration);
    }).observe({ type: 'longtask' });
    const count = (): void => {
      state.frames++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const { sequence } = await relay.status();
  await tab.expectRound(sequence + 5);
  const measured = await tab.page.evaluate(() => Reflect.get(globalThis, 'responsiveness') as Record<string, number>);
  expect(measured['longest']).toBeLessThan(HANG);
  expect(measured['frames']).toBeGreaterThan(0);
  tab.expectNoFaults();
});
