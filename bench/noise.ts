/**
 * How many weights a second does each kernel perturb, gather, update and fingerprint, against a plain copy of as many bytes?
 * `npx tsx bench/noise.ts [--json [FILE]]` prints a table; --json writes bench/results/noise.json, or FILE, as well.
 *
 * Times of one machine drift, so every repeat times the copy and each task in turn, and ratios are taken within a repeat.
 * The reference kernel is measured on part of the tensor: it is slow, and its time per weight does not depend on the size.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Kernel, type LatticeTensor, type Precision, ReferenceKernel, WasmKernel } from '../src/lattice/index.ts';

/** The default model's size, and one that no cache holds. */
const SIZES = [3_500_000, 30_000_000];
const REFERENCE_WEIGHTS = 65_536;
const WIDTH = 256;
const ROWS = 1024;
const UPDATES = [1, 5, 50];
const REPEATS = 9;

interface Task {
  readonly name: string;
  /** Weights that one run touches. */
  readonly weights: number;
  run(): void;
}

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

interface Result {
  readonly kernel: string;
  /** Of the integers. */
  readonly bits: Precision;
  readonly task: string;
  readonly tensorWeights: number;
  readonly measuredWeights: number;
  readonly nanosecondsPerWeight: Spread;
  readonly weightsPerSecond: number;
  /** Time per weight over that of the copy in the same repeat. */
  readonly overCopy: Spread;
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)]!, min: Math.min(...values), max: Math.max(...values) };
}

/** Nanoseconds a weight. */
function time({ weights, run }: Task): number {
  const start = performance.now();
  run();
  return ((performance.now() - start) * 1e6) / weights;
}

/** The tasks of a kernel over one tensor; the first is the copy, of the tensor's bytes to the scratch. */
function tasksOf(kernel: Kernel, weights: number, precision: Precision): Task[] {
  const region = kernel.allocate((weights * precision) / 32);
  const out = kernel.allocate(weights);
  const words = { offset: out.offset, length: region.length };
  const tensor: LatticeTensor = { region, size: weights, precision, index: 7, shift: precision - 2 };
  const integers = kernel.integers(tensor);
  for (let i = 0; i < weights; i++) integers[i] = Math.imul(i, 0x9e3779b9) >> (34 - precision);
  const direction = { key: [123, 456], amount: 1e-3 } as const;
  const rows = Uint32Array.from({ length: Math.min(ROWS, weights / WIDTH) }, (_, i) => (i * 7919) % (weights / WIDTH));
  return [
    { name: 'copy', weights, run: () => kernel.ints(words).set(kernel.ints(region)) },
    { name: 'perturb', weights, run: () => kernel.perturb(tensor, 0, weights, direction, out, 0) },
    { name: 'read', weights, run: () => kernel.perturb(tensor, 0, weights, null, out, 0) },
    {
      name: `gather ${rows.length} x ${WIDTH}`,
      weights: rows.length * WIDTH,
      run: () => kernel.gather(tensor, rows, WIDTH, direction, out),
    },
    ...UPDATES.map((count): Task => {
      const keys = Uint32Array.from({ length: 2 * count }, (_, i) => Math.imul(i + 1, 0x85ebca6b));
      // At 16 bits 256ths of a unit: up to some units, as training has them.
      const deltas = Int32Array.from({ length: count }, (_, i) => (precision === 16 ? 20 : 1000) * (i + 1));
      const plural = count === 1 ? 'update' : 'updates';
      return { name: `apply ${count} ${plural}`, weights, run: () => kernel.apply(tensor, keys, deltas) };
    }),
    { name: 'fingerprint', weights, run: () => void kernel.fingerprint(tensor) },
  ];
}

function measure(kernel: Kernel, tensorWeights: number, precision: Precision, repeats: number): Result[] {
  const tasks = tasksOf(kernel, tensorWeights, precision);
  for (const task of tasks) task.run();
  const times = Array.from({ length: repeats }, () => tasks.map(time));
  return tasks.map(({ name, weights }, t) => {
    const nanosecondsPerWeight = spread(times.map((repeat) => repeat[t]!));
    return {
      kernel: kernel.name,
      bits: precision,
      task: name,
      tensorWeights,
      measuredWeights: weights,
      nanosecondsPerWeight,
      weightsPerSecond: 1e9 / nanosecondsPerWeight.median,
      overCopy: spread(times.map((repeat) => repeat[t]! / repeat[0]!)),
    };
  });
}

function row(result: Result) {
  const { median, min, max } = result.overCopy;
  const ratio = (x: number) => Number(x.toPrecision(3));
  return {
    kernel: result.kernel,
    bits: result.bits,
    'tensor, weights': result.tensorWeights,
    task: result.task,
    'ns/weight': ratio(result.nanosecondsPerWeight.median),
    'M weights/s': ratio(result.weightsPerSecond / 1e6),
    'x copy': ratio(median),
    'from - to': `${ratio(min)} - ${ratio(max)}`,
  };
}

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const processor = cpus();
const machine = {
  processor: processor[0]?.model ?? 'unknown',
  cores: processor.length,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
};
const command = `npx tsx bench/noise.ts ${process.argv.slice(2).join(' ')}`.trim();

const results: Result[] = [];
for (const precision of [32, 16] as const) {
  results.push(...measure(new ReferenceKernel(), REFERENCE_WEIGHTS, precision, 3));
  for (const size of SIZES) results.push(...measure(await WasmKernel.create(), size, precision, REPEATS));
}

console.table(results.map(row));
console.log(`${machine.processor}, ${machine.cores} cores, Node ${machine.node}, ${machine.platform}; one thread`);
console.log(`Medians of ${REPEATS} repeats (reference: 3); ${command}`);
if (values.json) {
  const file = positionals[0] ?? 'bench/results/noise.json';
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ machine, command, repeats: REPEATS, results }, null, 2)}\n`);
}
