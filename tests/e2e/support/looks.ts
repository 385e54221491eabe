import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** A phone and a laptop, in CSS pixels. */
export const SIZES = { laptop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

/** axe-core finds nothing serious or critical on the page as it is. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Through the debugger, which the page's content security policy does not stop.
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(async () => {
    const { run } = Reflect.get(globalThis, 'axe') as { run(options: object): Promise<AxeResults> };
    return run({ resultTypes: ['violations', 'passes'] });
  });
  expect(passes.length, `${where}: rules that axe-core looked at`).toBeGreaterThan(10);
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
    );
  expect(grave, where).toEqual([]);
}

/** Nothing is wider than the window, nor than the card it lies in. */
export async function expectNoSidewaysScrolling(page: Page, where: string): Promise<void> {
  const [content, view] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth] as const;
  });
  expect(content, where).toBeLessThanOrEqual(view);
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll('.card')].flatMap((card) => {
      const edge = card.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(card).paddingRight);
      return [...card.querySelectorAll('*')]
        .filter((element) => !element.closest('.scroll, .unseen, svg, [role="img"]'))
        .filter((element) => element.getBoundingClientRect().right > edge + 1)
        .map((element) => element.outerHTML.slice(0, 120));
    }),
  );
  expect(outside, where).toEqual([]);
}
