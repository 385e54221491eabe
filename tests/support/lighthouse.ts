import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import lighthouse, { type Flags, desktopConfig } from 'lighthouse';
import { launchChromium } from './chromium.ts';

export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
export type Category = (typeof CATEGORIES)[number];

export interface Audit {
  /** Of 100, by category. */
  readonly scores: Readonly<Record<string, number>>;
  /** What counts and did not pass: `id (displayed value)`. */
  readonly failed: readonly string[];
  /** Lighthouse's own figures: milliseconds, shifts without unit, bytes. */
  readonly metrics: Readonly<Record<string, number>>;
}

const METRICS = [
  ...['first-contentful-paint', 'largest-contentful-paint', 'speed-index', 'total-blocking-time'],
  ...['cumulative-layout-shift', 'total-byte-weight'],
];

/**
 * What Lighthouse says of a page in a fresh Chromium: on a phone as it imagines one (four times slower, slow 4G), or a
 * computer.
 */
export async function audit(url: string, form: 'mobile' | 'desktop', categories: readonly Category[]): Promise<Audit> {
  const port = await freePort();
  const browser = await launchChromium([`--remote-debugging-port=${port}`]);
  try {
    const flags: Flags = { port, onlyCategories: [...categories], logLevel: 'silent' };
    const result = await lighthouse(url, flags, form === 'desktop' ? desktopConfig : undefined);
    if (!result) throw new Error(`Lighthouse said nothing of ${url}.`);
    const { lhr } = result;
    if (lhr.runtimeError) throw new Error(`Lighthouse could not look at ${url}: ${lhr.runtimeError.message}`);
    const weighted = Object.values(lhr.categories).flatMap(({ auditRefs }) =>
      auditRefs.filter(({ weight }) => weight > 0),
    );
    return {
      scores: Object.fromEntries(
        Object.entries(lhr.categories).map(([id, { score }]) => [id, Math.round((score ?? 0) * 100)]),
      ),
      failed: weighted
        .map(({ id }) => lhr.audits[id])
        .filter((found) => found && found.score !== null && found.score < 0.9)
        .map((found) => `${found?.id} (${found?.displayValue ?? found?.title ?? ''})`),
      metrics: Object.fromEntries(METRICS.map((id) => [id, lhr.audits[id]?.numericValue ?? Number.NaN])),
    };
  } finally {
    await browser.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
