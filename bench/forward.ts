/**
 * How long is a forward pass, and how much of a pass at w + e z is not the forward itself?
 * `npm run bench -- forward [--json]` prints a table; --json writes bench/results/forward.json as well.
 *
 * Every line is a process of its own, since the runtime's threads are fixed at its first use.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type EngineName, createEngine } from '../src/engine/index.ts';
import { type Architecture, parseConfig, readCheckpoint, toBatch } from '../src/model/index.ts';
import { architectureOf, randomCheckpoint } from '../tests/contract/random-checkpoint.ts';

interface Case {
  readonly model: 'dandelion-mini' | 'roberta-base, 4 layers';
  readonly engine: EngineName;
  readonly threads: number;
}

async function architectureFor(model: Case['model']): Promise<Architecture> {
  if (model !== 'dandelion-mini') {
    const sides = { layers: 4, hidden: 768, heads: 12, feedForward: 3072, vocabulary: 1000, positions: 130 };
    return architectureOf({ type: 'roberta', ...sides });
  }
  const config = new URL('../public/models/dandelion-mini/config.json', import.meta.url);
  return parseConfig(JSON.parse(await readFile(config, 'utf8')));
}

/** Seconds of the fastest of some passes (others may use the machine), and what of it is not layers. */
async function run({ model, engine: name, threads }: Case) {
  const architecture = await architectureFor(model);
  const engine = await createEngine(name, architecture, { threads });
  await engine.load(readCheckpoint(randomCheckpoint(architecture, 3), architecture));
  const [rows, tokens] = [8, 32];
  const row = { ids: Array.from({ length: tokens }, (_, i) => 5 + i), maskPosition: tokens - 3, truncated: false };
  const batch = toBatch(
    Array.from({ length: rows }, () => row),
    architecture,
  );
  const direction = { key: [1, 2], amount: 1e-3 } as const;
  const labels = Uint32Array.of(7, 11);
  const passes: { seconds: number; layers: number }[] = [];
  for (let i = 0; i < (name === 'cpu' ? 2 : 15); i++) {
    const start = performance.now();
    const before = engine.forwardSeconds;
    const hidden = await engine.first(batch, 0, direction);
    await engine.second(hidden, labels, direction, direction);
    hidden.release();
    passes.push({ seconds: (performance.now() - start) / 1000, layers: engine.forwardSeconds - before });
  }
  await engine.close();
  const fastest = passes.toSorted((a, b) => a.seconds - b.seconds)[0]!;
  return {
    model,
    engine: name,
    threads,
    batch: `${rows} x ${tokens}`,
    secondsPerPass: fastest.seconds,
    perturbingShare: 1 - fastest.layers / fastest.seconds,
    copyingShare: copySeconds(architecture) / fastest.seconds,
  };
}

/** A plain copy of all layers' weights: what the runtime does with them when they are fed to it. */
function copySeconds({ tensors }: Architecture): number {
  const weights = tensors.slice(5).reduce((sum, { size }) => sum + size, 0);
  const source = new Float32Array(weights).fill(1);
  const target = new Float32Array(weights);
  target.set(source);
  const start = performance.now();
  target.set(source);
  return (performance.now() - start) / 1000;
}

const chosen = process.argv.find((argument) => argument.startsWith('{'));
if (chosen !== undefined) {
  console.log(JSON.stringify(await run(JSON.parse(chosen))));
} else {
  const threads = availableParallelism() > 1 ? [1, Math.min(8, availableParallelism())] : [1];
  const cases: Case[] = [
    ...threads.map((count) => ({ model: 'dandelion-mini', engine: 'wasm', threads: count }) as const),
    { model: 'dandelion-mini', engine: 'cpu', threads: 1 },
    ...threads.map((count) => ({ model: 'roberta-base, 4 layers', engine: 'wasm', threads: count }) as const),
  ];
  const results: unknown[] = [];
  for (const one of cases) {
    const file = fileURLToPath(import.meta.url);
    const child = await promisify(execFile)(process.execPath, ['--import', 'tsx', file, JSON.stringify(one)]);
    results.push(JSON.parse(child.stdout));
  }
  console.table(results);
  if (process.argv.includes('--json')) {
    const folder = new URL('results/', import.meta.url);
    await mkdir(folder, { recursive: true });
    await writeFile(new URL('forward.json', folder), `${JSON.stringify(results, null, 2)}\n`);
  }
}
