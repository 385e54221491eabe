import { readFile } from 'node:fs/promises';
import { createEngine } from '../../src/engine/index.ts';
import { DEFAULT_MODEL } from '../../src/model/index.ts';
import { describeHalf } from './precision-suite.ts';

const model = new URL(`../../public/models/${DEFAULT_MODEL}/`, import.meta.url);
const file = async (name: string) => Uint8Array.from(await readFile(new URL(name, model)));

for (const name of ['cpu', 'wasm', 'simd'] as const) {
  describeHalf(name, {
    create: (architecture) => createEngine(name, architecture, { threads: 1, precision: 16 }),
    file,
  });
}
