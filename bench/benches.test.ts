import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'benches-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One cell of a bench in its short form, in a process as a person starts it. @returns what it wrote */
async function runBench(name: string, only: string) {
  const file = path.join(folder, `${name}.json`);
  const program = path.join(import.meta.dirname, `${name}.ts`);
  const flags = ['--import', 'tsx', program, '--short', '--only', only, '--json', file];
  await promisify(execFile)(process.execPath, flags);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const spread = { median: expect.any(Number), min: expect.any(Number), max: expect.any(Number) };
const common = {
  machine: {
    processor: expect.any(String),
    cores: expect.any(Number),
    node: process.version,
    platform: expect.any(String),
  },
  versions: expect.any(Object),
  command: expect.stringMatching(/^npm run bench -- /),
  short: true,
};

test('step writes the keys of its header, and engine and stock sessions agree', async () => {
  const found = await runBench('step', 'node/small/simd');
  expect(found).toMatchObject({ ...common, stepOverForward: expect.any(Number), goal: 1.05 });
  expect(found.notMeasured).toEqual([expect.objectContaining({ what: 'a graphics card' })]);
  for (const result of found.results) {
    expect(result).toMatchObject({
      ...{ host: 'node', model: 'small', engine: 'simd', rows: 8, tokens: 32, browser: null, adapter: null },
      ...{ stepOverForward: spread, stepSeconds: spread, stockSeconds: spread },
      ...{ layersShare: expect.any(Number), blockOneShare: expect.any(Number), forwards: expect.any(Number) },
    });
    expect(result.logitDifference).toBeLessThan(1e-3);
  }
});

test('memory writes the keys of its header, and a process holds more than its weights', async () => {
  const found = await runBench('memory', 'mini/32/simd');
  expect(found).toMatchObject({ ...common, parameters: { mini: 3_497_216 }, notMeasured: [] });
  expect(found.results.map(({ name }: { name: string }) => name)).toEqual(['mini/32/simd', 'mini/32/simd-16']);
  for (const { peakBytes, emptyBytes, ownPeakBytes } of found.results) {
    expect(ownPeakBytes).toBeGreaterThan(2 * 3_497_216);
    expect(peakBytes).toBeGreaterThan(emptyBytes);
  }
});

test('noise writes the keys of its header', async () => {
  const found = await runBench('noise', 'wasm/');
  expect(found).toMatchObject(common);
  expect(found.results.map(({ bits }: { bits: number }) => bits)).toEqual([32, 16]);
  const names = ['copy', 'perturb', 'read', 'gather', 'apply 1', 'apply 5', 'apply 50', 'fingerprint'];
  for (const { tasks } of found.results) {
    expect(tasks).toMatchObject(
      names.map((task) => ({
        task,
        overCopy: spread,
        nanosecondsPerWeight: spread,
        weightsPerSecond: expect.any(Number),
      })),
    );
  }
});

test('catchup writes the keys of its header, and a snapshot has four bytes a weight', async () => {
  const found = await runBench('catchup', 'mini/snapshot');
  expect(found).toMatchObject({ ...common, results: [{ name: 'mini/snapshot', entries: null, seconds: spread }] });
  const [{ bytes, weights }] = found.results;
  expect(bytes / weights).toBeCloseTo(4, 2);
});

test('forward writes the keys of its header, from a page in Chromium', async () => {
  const found = await runBench('forward', '8x32/dandelion/wasm');
  expect(found).toMatchObject({ ...common, adapter: null, fasterPeers: [], fasterInPlace: [], notMeasured: [] });
  expect(found.results).toMatchObject([
    {
      ...{ subject: 'dandelion', backend: 'wasm', work: 'labels', place: 'processor' },
      ...{ browser: expect.stringMatching(/^Chromium /), tokensPerSecond: spread, secondsPerPass: spread },
    },
  ]);
  expect(found.results[0].logitDifference).toBeLessThan(1e-3);
});
