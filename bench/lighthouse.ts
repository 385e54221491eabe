/**
 * What does Lighthouse say of the page, as the relay serves it?
 * `npm run bench -- lighthouse [--short] [--json FILE] [--only NAME] [--resume]`
 *
 * The built page (`npm run build`), the real relay with its default federation on loopback, a fresh Chromium for each look.
 * A phone as Lighthouse imagines it: a processor four times slower than this machine's, slow 4G, both simulated; or a
 * computer. Categories are of 100; accessibility, best practices and SEO are the same on every machine and are tested
 * (tests/e2e/lighthouse.test.ts), performance is not. Of three looks the one with the median performance counts; one look
 * with `--short`.
 *
 * JSON: { machine, versions, command, short,
 *   results: [ {
 *     name             screen/form
 *     scores           performance, accessibility, best-practices, seo; of 100
 *     performance      of all looks
 *     failed           weighted audits below 0.9
 *     metrics          milliseconds, bytes
 *   } ], notMeasured: [ { what, why } ] }
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { startRelay } from '../server/index.ts';
import { sentiment } from '../server/federations/index.ts';
import { CATEGORIES, audit } from '../tests/support/lighthouse.ts';
import { readOptions, runBench, versionsOf } from './support/index.ts';

const figures = v.record(v.string(), v.number());
const result = v.object({
  scores: figures,
  performance: v.array(v.number()),
  failed: v.array(v.string()),
  metrics: figures,
});

const ROOT = path.join(import.meta.dirname, '..');
const PAGE = process.env['DANDELION_PAGE'] ?? path.join(ROOT, 'dist');
if (!existsSync(path.join(PAGE, 'index.html'))) {
  throw new Error('The page is not built: run `npm run build` first.');
}
const options = readOptions('lighthouse');
const data = await mkdtemp(path.join(tmpdir(), 'dandelion-lighthouse-'));
const relay = await startRelay({
  ...{ manifests: [await sentiment()], data, port: 0, host: '127.0.0.1', logLevel: 'silent', reconstruct: false },
  folders: [PAGE, path.join(ROOT, 'public')],
});

const cells = (['mobile', 'desktop'] as const).flatMap((form) =>
  (['', '#/settings'] as const).map((place) => ({ name: `${place ? 'settings' : 'landing'}/${form}`, form, place })),
);

try {
  await runBench(
    {
      options,
      cells,
      versions: versionsOf(['lighthouse', 'vite', 'preact']),
      measure: async ({ form, place }) => {
        const looks = [];
        for (let look = 0; look < (options.short ? 1 : 3); look++) {
          looks.push(await audit(`http://127.0.0.1:${relay.port}/${place}`, form, CATEGORIES));
        }
        const ordered = looks.toSorted((a, b) => (a.scores['performance'] ?? 0) - (b.scores['performance'] ?? 0));
        const median = ordered[Math.floor(ordered.length / 2)];
        if (!median) throw new Error('Lighthouse did not look.');
        const performance = looks.map(({ scores }) => scores['performance'] ?? 0);
        return {
          ...median,
          scores: { ...median.scores },
          failed: [...median.failed],
          metrics: { ...median.metrics },
          performance,
        };
      },
      summary: () => ({}),
      row: ({ name, scores, metrics }) => ({
        name,
        ...scores,
        'LCP ms': Math.round(metrics['largest-contentful-paint'] ?? 0),
        'TBT ms': Math.round(metrics['total-blocking-time'] ?? 0),
        kB: Math.round((metrics['total-byte-weight'] ?? 0) / 1000),
      }),
    },
    result,
  );
} finally {
  await relay.close();
  await rm(data, { recursive: true, force: true });
}
