import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { testManifest } from '../tests/support/manifest.ts';
import { defaultLoad, load } from './load.ts';
import { Fleet } from './support/index.ts';

const never = new AbortController().signal;
const clean = { lost: 0, duplicated: 0, altered: 0, missing: 0, faults: [], log: { chainWhole: true } };
const spread = { count: expect.any(Number), p50: expect.any(Number), p99: expect.any(Number) };

let folder: string | null = null;
afterEach(async () => {
  if (folder) await rm(folder, { recursive: true });
  folder = null;
});

test('many clients in processes of their own, with the relay as npm start runs it: rounds close, nothing is lost', async () => {
  const settings = { ...defaultLoad, clients: 60, asked: 20, seconds: 3, think: 200, processes: 2 };
  const found = await load(settings, never);
  expect(found).toMatchObject({ ...clean, connections: 60, interrupted: false, restart: null, ended: {} });
  expect(found).toMatchObject({ overhead: { entry: spread, open: spread, round: spread } });
  expect(found.rounds).toBeGreaterThan(1);
  expect(found.relay.rssPeakMiB).toBeGreaterThan(found.relay.rssIdleMiB * 0.9);
});

test('[R7] killed and started anew in the middle, everybody is back and misses no entry, with some who come and go', async () => {
  const settings = { ...defaultLoad, clients: 40, asked: 20, seconds: 4, think: 250, churn: 1, processes: 0 };
  const found = await load({ ...settings, restart: true }, never);
  expect(found).toMatchObject({ ...clean, restart: { away: 0, missing: 0 } });
  expect(found.restart?.allBackSeconds).not.toBeNull();
  expect(found.restart?.clientSeconds?.count).toBeGreaterThanOrEqual(30);
}, 150_000);

test('relays elsewhere are refused', () => {
  const one = { manifest: testManifest(), first: 0, clients: 1, ramp: 1, think: [0, 0] as const, drop: 0, churn: 0 };
  const crowd = { ...one, absence: 0, returnAfter: null, reportEvery: 100, ready: 'at once' as const };
  for (const url of ['http://192.0.2.1:80', 'http://relay.example', 'http://127.0.0.1.example']) {
    expect(() => new Fleet({ ...crowd, urls: [url] }, 0)).toThrow('on this machine only');
  }
});

test('Ctrl-C ends the command early, and what was measured is written', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-load-'));
  const file = path.join(folder, 'result.json');
  const program = path.join(import.meta.dirname, 'main.ts');
  // Everybody is asked in each round, and a relay lets those go who answer more than four times a second.
  const flags = ['--clients', '10', '--seconds', '600', '--round', '0.5', '--json', file];
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let isAsked = false;
  child.stderr.on('data', (text: Buffer) => {
    // A second one would end it at once.
    if (isAsked || !String(text).includes('contributions acknowledged')) return;
    isAsked = child.kill('SIGINT');
  });
  expect(await ended).toBe(0);
  const record = JSON.parse(await readFile(file, 'utf8'));
  expect(record).toMatchObject({ ...clean, interrupted: true, connections: 10, machine: { node: process.version } });
  expect(record.command).toMatch(/^npm run loadtest -- --clients 10 /);
  expect(record.rounds).toBeGreaterThan(5);
});
