import { afterEach, describe, expect, test } from 'vitest';
import { parseHash } from '../protocol/index.ts';
import { openDatabase } from './database.ts';
import { type Vault, openVault } from './index.ts';
import { MIGRATIONS } from './schema.ts';

const NAME = {
  ...{ checkpoint: parseHash('ab'.repeat(32)), precision: 32, threads: 2 },
  ...{ browser: 'A browser 1.0', work: '8 x 64' },
};
const TRIALS = [
  { engine: 'simd', passesPerSecond: 21.5, reason: '' },
  { engine: 'webgpu', passesPerSecond: null, reason: 'is not there' },
];

let count = 0;
const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((work) => work()));

const freshName = () => `trials ${performance.timeOrigin} ${count++}`;

async function open(name: string): Promise<Vault> {
  const vault = await openVault({ name });
  cleanUp.push(() => vault.close());
  return vault;
}

describe('what was measured', () => {
  test('is there on the next visit, for the same model, width, threads, browser and work only', async () => {
    const name = freshName();
    const first = await open(name);
    expect(await first.trials.get(NAME)).toBeNull();
    await first.trials.put(NAME, TRIALS);
    first.close();
    const { trials } = await open(name);
    expect(await trials.get(NAME)).toEqual(TRIALS);
    for (const other of [
      { checkpoint: parseHash('cd'.repeat(32)) },
      { precision: 16 },
      { threads: 1 },
      { browser: 'A browser 2.0' },
      { work: '16 x 64' },
    ]) {
      expect(await trials.get({ ...NAME, ...other })).toBeNull();
    }
  });

  test('is forgotten once another version of the browser has measured', async () => {
    const { trials } = await open(freshName());
    await trials.put(NAME, TRIALS);
    await trials.put({ ...NAME, threads: 1 }, TRIALS);
    await trials.put({ ...NAME, work: '16 x 64' }, TRIALS);
    expect(await trials.get(NAME)).toEqual(TRIALS);
    await trials.put({ ...NAME, browser: 'A browser 2.0' }, TRIALS);
    expect(await trials.get(NAME)).toBeNull();
    expect(await trials.get({ ...NAME, browser: 'A browser 2.0' })).toEqual(TRIALS);
  });
});

test('a choice of engine is kept until it is taken back', async () => {
  const name = freshName();
  const first = await open(name);
  expect(await first.preferences.get('engine')).toBeNull();
  await first.preferences.set('engine', 'wasm');
  first.close();
  const { preferences } = await open(name);
  expect(await preferences.get('engine')).toBe('wasm');
  await preferences.set('engine', null);
  expect(await preferences.get('engine')).toBeNull();
});

test('a vault from before there were engines to choose from is brought up to date with all that is in it', async () => {
  const name = freshName();
  const old = await openDatabase({ name, migrations: MIGRATIONS.slice(0, 1) });
  expect([...old.objectStoreNames]).not.toContain('trials');
  await old.put('files', { hash: parseHash('ab'.repeat(32)), name: 'model', bytes: 1, chunks: 0, savedAt: 5 });
  old.close();
  const vault = await open(name);
  await vault.trials.put(NAME, TRIALS);
  vault.close();
  const now = await openDatabase({ name });
  expect(await now.getAllKeys('files')).toEqual(['ab'.repeat(32)]);
  now.close();
});
