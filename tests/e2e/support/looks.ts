import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** A laptop, a tablet and a phone, in CSS pixels. */
export const SIZES = {
  laptop: { width: 1440, height: 900 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 390, height: 844 },
} as const;

/** Where the screens are kept to be looked at. */
const PICTURES = path.join(import.meta.dirname, '..', '..', '..', 'test-results', 'screens');

/** Looks at the page as it is, in all sizes and both themes: nothing for axe to say, no sideways scrolling, pictures. */
export async function expectGoodLooks(page: Page, screen: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries(SIZES)) {
      const where = `${screen}, ${size}, ${colorScheme}`;
      await page.setViewportSize(viewport);
      await page.evaluate(() => scrollTo(0, 0));
      await expectNoSidewaysScrolling(page, where);
      // Its rules see colours and widths: each theme once, and the narrowest and the widest window.
      if (size === 'phone' || (size === 'laptop' && colorScheme === 'light')) await expectAccessible(page, where);
      await page.screenshot({ path: path.join(PICTURES, `${screen}-${size}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize(SIZES.laptop);
}

/** axe-core finds nothing on the page as it is: all its rules, grave or not, and that what is tapped is not too small. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Through the debugger, which the page's content security policy does not stop.
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(async () => {
    const { run } = Reflect.get(globalThis, 'axe') as { run(options: object): Promise<AxeResults> };
    return run({ resultTypes: ['violations', 'passes'], rules: { 'target-size': { enabled: true } } });
  });
  expect(passes.length, `${where}: rules that axe-core looked at`).toBeGreaterThan(10);
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
  );
  expect(found, where).toEqual([]);
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
      return (
        [...card.querySelectorAll('*')]
          // What a fold hides keeps the width that it had when it was last shown.
          .filter((element) => element.checkVisibility())
          .filter((element) => !element.closest('.scroll, .unseen, svg, dialog, [role="img"]'))
          .filter((element) => element.getBoundingClientRect().right > edge + 1)
          .map((element) => element.outerHTML.slice(0, 120))
      );
    }),
  );
  expect(outside, where).toEqual([]);
}
