import { openAsBlob } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_MODEL_FOLDER, sentiment } from '../server/federations/index.ts';
import { type Example, conceal } from '../src/data/index.ts';
import { type ModelKit, forwardFlops, readModelKit } from '../src/model/index.ts';
import { parseManifest } from '../src/protocol/index.ts';
import { CheckpointError, type FirstOrder, type RoundRow, type SimulationOptions, simulate } from './index.ts';

/** Short reviews; every client has both classes. */
const reviews: readonly Example[] = Array.from({ length: 24 }, (_, i) => ({
  texts: [conceal(`${i % 2 ? 'A lovely' : 'A horrible'} film, number ${i}, that I ${i % 2 ? 'loved' : 'left'}.`)],
  label: i % 2,
}));
const clients = [0, 1, 2].map((c) => reviews.slice(6 * c, 6 * c + 6));
const heldOut = reviews.slice(18);

let options: SimulationOptions;
let kit: ModelKit;
const folder = await mkdtemp(path.join(tmpdir(), 'simulate-'));
afterAll(() => rm(folder, { recursive: true }));

beforeAll(async () => {
  const base = await sentiment();
  const manifest = parseManifest({
    ...base,
    method: { ...base.method, localSteps: 2, batch: 4, p2: 2 },
    round: { ...base.round, quorum: 2, maximum: 2 },
  });
  const files = new Map<string, Blob>();
  for (const { name } of manifest.model.files) files.set(name, await openAsBlob(path.join(DEFAULT_MODEL_FOLDER, name)));
  kit = await readModelKit(manifest, files);
  options = {
    manifest,
    kit,
    clients,
    heldOut,
    engine: { name: 'simd', threads: 1 },
    seed: 13,
    stop: { rounds: 3 },
    evaluateEvery: 2,
    firstOrder: null,
    attack: null,
    checkpoint: null,
  };
});

const adam: FirstOrder = { optimizer: 'adam', learningRate: 1e-3, lora: { rank: 2, alpha: 4 } };

async function rowsOf(changes: Partial<SimulationOptions> = {}): Promise<RoundRow[]> {
  const rows: RoundRow[] = [];
  for await (const event of simulate({ ...options, ...changes })) if (event.type === 'round') rows.push(event.row);
  return rows;
}

/** Everything but wall time. */
function timeless(rows: readonly RoundRow[]): unknown {
  return rows.map((row) => ({ ...row, seconds: 0, total: { ...row.total, seconds: 0 } }));
}

describe('a federation of language models', () => {
  test('promise 3: equal seeds give equal figures and equal bits, and another seed does not', async () => {
    const rows = await rowsOf();
    expect(timeless(await rowsOf())).toEqual(timeless(rows));
    expect(rows.map(({ round }) => round)).toEqual([0, 1, 2, 3]);
    expect(new Set(rows.map(({ fingerprint }) => fingerprint)).size).toBe(4);
    expect((await rowsOf({ seed: 21 })).at(-1)!.fingerprint).not.toBe(rows.at(-1)!.fingerprint);
  });

  test('the base model and the last round are evaluated, and every second one between them', async () => {
    const rows = await rowsOf();
    expect(rows.map(({ accuracy }) => accuracy !== null)).toEqual([true, false, true, true]);
    expect(rows.map(({ loss }) => loss !== null)).toEqual([false, true, true, true]);
  });

  test('forward passes and operations are those of the batches, and add up', async () => {
    const rows = await rowsOf();
    const { architecture } = kit;
    // One clients' round: two steps of P1 = 1, P2 = 2, dearer than two forward passes and cheaper than four.
    for (const { forwards, flops, participants } of rows.slice(1)) {
      expect(participants).toHaveLength(2);
      expect(forwards).toBeGreaterThan(2 * 2 * 2);
      expect(forwards).toBeLessThan(2 * 2 * 4);
      const perPass = flops / forwards;
      expect(perPass).toBeGreaterThanOrEqual(forwardFlops(architecture, { size: 4, length: 16 }));
      expect(perPass).toBeLessThanOrEqual(forwardFlops(architecture, { size: 4, length: 32 }));
    }
    const sum = rows.reduce((total, { flops }) => total + flops, 0);
    expect(rows.at(-1)!.total.flops).toBeCloseTo(sum, 0);
    expect(rows.at(-1)!.total.scalarBytesUp).toBe(3 * 2 * 4 * 2 * 2);
  });

  test('a budget of forward passes ends the run with the round that uses it up', async () => {
    const rows = await rowsOf({ stop: { forwards: 20 } });
    expect(rows.at(-1)!.total.forwards).toBeGreaterThanOrEqual(20);
    expect(rows.at(-2)!.total.forwards).toBeLessThan(20);
    expect(rows.at(-1)!.accuracy).not.toBeNull();
  });
});

describe.each([
  ['the log', null],
  ['a model that backpropagation trains', adam],
])('a checkpoint, by %s', (name, firstOrder) => {
  const file = path.join(folder, `${name}.checkpoint`);

  test('a run that was stopped within a round goes on to the end of one that was not', async () => {
    const expected = await rowsOf({ firstOrder });
    for await (const event of simulate({ ...options, firstOrder, checkpoint: file })) {
      if (event.type === 'step' && event.round === 2) break;
    }
    // As a power cut would leave it.
    await writeFile(file, `${await readFile(file, 'utf8')}{"row":{"rou`);
    const seen: string[] = [];
    const rows: RoundRow[] = [];
    for await (const event of simulate({ ...options, firstOrder, checkpoint: file })) {
      if (event.type !== 'round') continue;
      seen.push(`${event.row.round} ${event.resumed ? 'kept' : 'new'}`);
      rows.push(event.row);
    }
    expect(seen).toEqual(['0 kept', '1 kept', '2 new', '3 new']);
    for (const [i, row] of rows.entries()) {
      const { loss, accuracy, heldOutLoss, fingerprint, participants, forwards, flops } = expected[i]!;
      expect(row).toMatchObject({ loss, accuracy, heldOutLoss, fingerprint, participants, forwards, flops });
    }
    // A run that is over is read from its file, without a step.
    expect(timeless(await rowsOf({ firstOrder, checkpoint: file }))).toEqual(timeless(rows));
    expect((await readdir(folder)).filter((other) => other.endsWith('.model')).length).toBe(firstOrder ? 1 : 0);
  });

  test('of other options is refused, with what differs', async () => {
    const other = rowsOf({ firstOrder, checkpoint: file, seed: 14, heldOut: heldOut.slice(1) });
    await expect(other).rejects.toThrow(CheckpointError);
    await expect(other).rejects.toThrow(/seed \(there 13, here 14\); held-out examples \(/);
  });
});

test('backpropagation meets the same clients, and sends its parameters', async () => {
  const rows = await rowsOf();
  const rivals = await rowsOf({ firstOrder: adam });
  expect(rivals.map(({ participants }) => participants)).toEqual(rows.map(({ participants }) => participants));
  expect(rivals[0]!.heldOutLoss).toBeCloseTo(rows[0]!.heldOutLoss!, 3);
  const { layers, hidden } = kit.architecture;
  expect(rivals[1]!.bytesUp).toBe(2 * 4 * layers * 2 * 2 * hidden * 2);
  expect(rivals[1]!.bytesDown).toBe(rivals[1]!.bytesUp);
  // A backward pass beside frozen weights counts as one.
  expect(rivals[1]!.forwards).toBe(2 * 2 * 2);
  expect(rivals.at(-1)!.heldOutLoss).toBeLessThan(rivals[0]!.heldOutLoss!);
});

test('a client without examples, and rounds that leave somebody behind, are refused', async () => {
  await expect(rowsOf({ clients: [reviews, []] })).rejects.toThrow('Client 2 of 2 has no example');
  await expect(rowsOf({ clients: clients.slice(0, 1) })).rejects.toThrow('must be the 1 clients of a round, not 2');
});
