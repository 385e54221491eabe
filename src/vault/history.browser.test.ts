import { afterEach, expect, test } from 'vitest';
import { type Contribution, parseEpoch, parseFederationId, parseHash, parseSequence } from '../protocol/index.ts';
import { dayOf } from './history.ts';
import { type Vault, openVault } from './index.ts';

const EPOCH = parseEpoch('00112233aabbccdd');
const WORK = { title: 'Reviews', passes: 80, seconds: 1.5 };

let count = 0;
const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((work) => work()));

async function open(name = `history ${performance.timeOrigin} ${count++}`): Promise<Vault> {
  const vault = await openVault({ name });
  cleanUp.push(() => vault.close());
  return vault;
}

function nameOf(round: number, federation = 'sentiment') {
  return { federation: parseFederationId(federation), epoch: EPOCH, round };
}

function contribution(round: number): Contribution {
  return {
    ...{ type: 'contribution', round: parseSequence(round), chain: parseHash('ab'.repeat(32)), examples: 7 },
    scalars: new Float32Array(52),
    signature: new Uint8Array(64),
  };
}

async function contribute(vault: Vault, round: number, federation?: string): Promise<void> {
  const name = nameOf(round, federation);
  await vault.journal.keep(name, contribution(round), WORK);
  await vault.journal.mark(name, 'sent');
  await vault.journal.mark(name, 'acknowledged');
}

test('the history counts what the relay took, by federation and day, and outlives the journal', async () => {
  const vault = await open();
  await contribute(vault, 1);
  await contribute(vault, 2);
  await contribute(vault, 5, 'spam');
  await vault.journal.forgetBefore(nameOf(9));
  const day = dayOf(Date.now());
  expect(await vault.history.list()).toEqual([
    { federation: 'sentiment', day, title: 'Reviews', rounds: 2, numbers: 104, passes: 160, seconds: 3 },
    { federation: 'spam', day, title: 'Reviews', rounds: 1, numbers: 52, passes: 80, seconds: 1.5 },
  ]);
});

test('the history counts a contribution once, however often it is acknowledged, and never one that was refused', async () => {
  const vault = await open();
  await contribute(vault, 1);
  await vault.journal.mark(nameOf(1), 'acknowledged');
  await vault.journal.keep(nameOf(2), contribution(2), WORK);
  await vault.journal.mark(nameOf(2), 'refused');
  await vault.journal.keep(nameOf(3), contribution(3), WORK);
  expect(await vault.history.list()).toMatchObject([{ rounds: 1, numbers: 52 }]);
});

test('the history goes with everything else that is deleted', async () => {
  const name = `history ${performance.timeOrigin} wiped`;
  const vault = await open(name);
  await contribute(vault, 1);
  await vault.wipe();
  expect(await (await open(name)).history.list()).toEqual([]);
});

test('a day is that of the device’s own time zone', () => {
  expect(dayOf(new Date(2026, 0, 5, 0, 30).getTime())).toBe('2026-01-05');
  expect(dayOf(new Date(2026, 11, 31, 23, 59).getTime())).toBe('2026-12-31');
});
