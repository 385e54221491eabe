import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PATIENCE } from './support/index.ts';

/** Enough for the gain, few enough for a test. */
const ROUNDS = 8;
const ROOT = path.join(import.meta.dirname, '..', '..');
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-commands-'));
});

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command as npm does; `output` grows while it runs. */
function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', 'run.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const result = { output: '', ended: new Promise<number | null>((resolve) => child.once('close', resolve)) };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (result.output += String(text)));
  return result;
}

test('npm start -- --volunteers 2 prints its address, serves the page, and its federation moves', async () => {
  const data = path.join(folder, 'relay');
  const start = run('start', '--port', '0', '--host', '127.0.0.1', '--data', data, '--volunteers', '2');
  await expect.poll(() => start.output, PATIENCE).toMatch(/Dandelion is up: http:\/\/127\.0\.0\.1:\d+/);
  const url = start.output.match(/Dandelion is up: (\S+)/)![1]!;
  const page = await fetch(url);
  expect(await page.text()).toContain('<title>Dandelion');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true, fault: null });
  const rounds = async (): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(text.match(/dandelion_rounds_closed_total\{federation="sentiment"\} (\d+)/)?.[1] ?? 0);
  };
  await expect.poll(rounds, PATIENCE).toBeGreaterThanOrEqual(2);
  // Logs tell of rounds, and never of contents.
  expect(start.output).toContain('"msg":"round closed"');
});

const sides = v.object({ base: v.number(), final: v.number() });
const resultSchema = v.object({
  accuracy: sides,
  loss: sides,
  rounds: v.number(),
  bytesUpPerClientRound: v.number(),
  bytesDownPerClientRound: v.number(),
  forwardPasses: v.number(),
  secondsPerStep: v.number(),
  stepOverForward: v.number(),
  peakBytes: v.number(),
  weightBytes: v.number(),
  fingerprints: v.record(v.string(), v.string()),
});

/** A whole demo: what it wrote, and what it printed. */
async function demoOf(flags: string) {
  const file = path.join(folder, 'demo.json');
  const demo = run('demo', ...flags.split(' '), '--json', file);
  expect(await demo.ended, demo.output).toBe(0);
  return { result: v.parse(resultSchema, JSON.parse(await readFile(file, 'utf8'))), output: demo.output };
}

test('npm run demo teaches the default model: held-out loss falls, and it stays right four times in five', async () => {
  const { result } = await demoOf(`--rounds ${ROUNDS} --volunteers 2`);
  expect(result.loss.final).toBeLessThan(result.loss.base);
  expect(result.accuracy.base).toBeGreaterThan(0.8);
  expect(result.accuracy.final).toBeGreaterThan(0.8);
  expect(result.weightBytes).toBe(4 * 7_042_560);
});

test('npm run demo teaches the lighter model: at least 5 points on held-out text, and promise 3 for everybody', async () => {
  const { result, output } = await demoOf(`--rounds ${ROUNDS} --volunteers 3 --model dandelion-mini`);
  expect(result.accuracy.final - result.accuracy.base).toBeGreaterThanOrEqual(0.05);
  expect(result.loss.final).toBeLessThan(result.loss.base);
  expect(result.rounds).toBe(ROUNDS);
  // Three volunteers, the relay, and a replay of the log.
  expect(Object.keys(result.fingerprints)).toHaveLength(5);
  expect(new Set(Object.values(result.fingerprints)).size).toBe(1);
  expect(result.fingerprints['relay']).toMatch(/^[0-9a-f]{32}$/);
  // 40 scalars and their frame; the model would be 14 MB.
  expect(result.bytesUpPerClientRound).toBeGreaterThan(160);
  expect(result.bytesUpPerClientRound).toBeLessThan(1000);
  expect(result.bytesDownPerClientRound).toBeGreaterThan(result.bytesUpPerClientRound);
  expect(result.bytesDownPerClientRound).toBeLessThan(4000);
  expect(result.forwardPasses).toBeGreaterThan(0);
  expect(result.secondsPerStep).toBeGreaterThan(0);
  expect(result.stepOverForward).toBeGreaterThanOrEqual(1);
  expect(result.peakBytes).toBeGreaterThan(result.weightBytes);
  expect(output).toContain('All 5 fingerprints are equal.');
});
