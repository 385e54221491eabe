import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Relay, startRelay } from '../../server/index.ts';
import { audit } from '../support/lighthouse.ts';
import { smallFederation } from './support/index.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

let folder: string;
let relay: Relay;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-lighthouse-'));
  relay = await startRelay({
    ...{ manifests: [await smallFederation()], data: folder, port: 0, host: '127.0.0.1', reconstruct: false },
    folders: [process.env['DANDELION_PAGE'] ?? path.join(ROOT, 'dist'), path.join(ROOT, 'public')],
    logLevel: 'silent',
  });
});

afterAll(async () => {
  await relay?.close();
  await rm(folder, { recursive: true, force: true });
});

// Performance is a matter of the machine too: `npm run bench -- lighthouse`.
test.each(['', '#/settings'])(
  'Lighthouse on a phone finds 95 or more of 100 at /%s, speed left aside',
  async (place) => {
    const { scores, failed } = await audit(`http://127.0.0.1:${relay.port}/${place}`, 'mobile', [
      'accessibility',
      'best-practices',
      'seo',
    ]);
    expect(Object.keys(scores)).toHaveLength(3);
    for (const [category, score] of Object.entries(scores)) {
      expect(score, `${category}: ${failed.join('; ')}`).toBeGreaterThanOrEqual(95);
    }
  },
);
