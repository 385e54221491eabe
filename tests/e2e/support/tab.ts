import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Long enough for a loaded machine with two cores; whatever passes, passes much sooner. */
export const PATIENCE = { timeout: 90_000, interval: 200 };

/** A page that is open, and everything that went wrong in it. */
export class Tab {
  readonly page: Page;
  readonly faults: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE.timeout);
    page.on('pageerror', (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`console: ${message.text()}`);
    });
  }

  static async open(context: BrowserContext, url: string): Promise<Tab> {
    const page = await context.newPage();
    const tab = new Tab(page);
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        console.error(`policy: ${violatedDirective} ${blockedURI}`);
      });
    });
    await page.goto(url);
    return tab;
  }

  /** No error on the console, none uncaught, nothing that the content security policy had to stop. */
  expectNoFaults(allowed: RegExp | null = null): void {
    expect(this.faults.filter((fault) => !allowed?.test(fault))).toEqual([]);
  }

  text(testid: string): Promise<string> {
    return this.page.getByTestId(testid).innerText();
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  async toData(): Promise<void> {
    await this.page.getByRole('main').getByRole('link', { name: 'Join', exact: true }).click();
    await this.page.getByRole('heading', { name: 'Your data' }).waitFor();
  }

  /** From the first screen to training on a sample. */
  async joinWithSample(title: string): Promise<void> {
    await this.toData();
    await this.button(new RegExp(`^(Use|Choose) ${title}$`)).click();
    await this.start();
  }

  /** From the data screen, with what was chosen before. */
  async joinAgain(): Promise<void> {
    await this.page.getByRole('radio').first().check();
    await this.start();
  }

  /** From the data screen, with what is pasted. */
  async paste(table: string): Promise<void> {
    await this.page.getByText('Or paste text').click();
    await this.page.getByLabel('Rows with a text and a label each').fill(table);
    await this.button('Read the pasted text').click();
    await this.button(/^Keep \d+ texts? on this device$/).click();
    await this.page.getByRole('radio').first().waitFor();
  }

  async start(): Promise<void> {
    await this.button('Start contributing').click();
    await this.page.getByTestId('activity').waitFor();
  }

  /** Waits until the page says that it does this. */
  async expectActivity(title: string | RegExp): Promise<void> {
    await expect.poll(() => this.text('activity'), PATIENCE).toMatch(title);
  }

  /** Waits until the page tells of this; it is said once more for who only listens. */
  expectProblem(text: string): Promise<void> {
    return this.page.locator('.problem').getByText(text).first().waitFor();
  }

  /** The last round that is part of this copy; 0 before there is one. */
  async round(): Promise<number> {
    return Number((await this.text('round')).match(/^\s*Round\s+([\d,]+)/)?.[1]?.replaceAll(',', '') ?? 0);
  }

  async expectRound(atLeast: number): Promise<void> {
    await expect.poll(() => this.round(), PATIENCE).toBeGreaterThanOrEqual(atLeast);
  }

  /** The fingerprint that the page shows as found equal to the relay's, and the round it belongs to. */
  async agreement(): Promise<{ sequence: number; fingerprint: string } | null> {
    const text = await this.text('fingerprint');
    const found = text.match(/bit-identical with the relay[^]*After round (\d+):\s*([0-9a-f ]+)/);
    return found ? { sequence: Number(found[1]), fingerprint: found[2]!.replaceAll(/\s/g, '') } : null;
  }
}
