import type { TensorSource } from '../../src/engine/index.ts';
import { type Architecture, DEFAULT_MODEL, LIGHT_MODEL, parseConfig, readCheckpoint } from '../../src/model/index.ts';
import { type Shape, architectureOf, randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';

/**
 * `mini` and `small` are the project's own models with their real weights; the others have random ones, made while they
 * are read.
 */
export const MODELS = ['mini', 'small', 'base-2', 'base', 'large'] as const;
export type ModelName = (typeof MODELS)[number];

/** Folders below public/models of the models that come with the project. */
const BUNDLED = { mini: LIGHT_MODEL, small: DEFAULT_MODEL } as const;
type BundledName = keyof typeof BUNDLED;

export interface Model {
  readonly name: ModelName;
  readonly architecture: Architecture;
  /** Layers of block 1: three quarters of them, to the nearest whole one: 3 of 4, 5 of 6. */
  readonly split: number;
  /** Token ids of two label words. */
  readonly labels: readonly number[];
  /** The weights, from the beginning each time. */
  checkpoint(): AsyncIterable<TensorSource>;
}

const roberta = { type: 'roberta', vocabulary: 50_265, positions: 514 } as const;
const base = { ...roberta, layers: 12, hidden: 768, heads: 12, feedForward: 3072 };

/** RoBERTa-base with two layers for short runs, RoBERTa-base, RoBERTa-large. */
const SHAPES: Readonly<Record<Exclude<ModelName, BundledName>, Shape>> = {
  'base-2': { ...base, layers: 2 },
  base,
  large: { ...roberta, layers: 24, hidden: 1024, heads: 16, feedForward: 4096 },
};

const LABELS = [7, 11];
const SEED = 3;

export async function openModel(name: ModelName): Promise<Model> {
  if (!isBundled(name)) {
    const architecture = architectureOf(SHAPES[name]);
    return modelOf(name, architecture, () => readCheckpoint(randomCheckpoint(architecture, SEED), architecture));
  }
  const architecture = parseConfig(JSON.parse(await (await openFile(name, 'config.json')).text()));
  const weights = await openFile(name, 'model.safetensors');
  return modelOf(name, architecture, () => readCheckpoint(weights.stream(), architecture));
}

/** Whether a model comes with the project: small, and with real weights. */
export function isBundled(name: ModelName): name is BundledName {
  return name in BUNDLED;
}

function modelOf(name: ModelName, architecture: Architecture, checkpoint: Model['checkpoint']): Model {
  const split = Math.max(1, Math.round(0.75 * architecture.layers));
  return { name, architecture, split, labels: LABELS, checkpoint };
}

/** Elements of all tensors. */
export function weightsOf({ tensors }: Architecture): number {
  return tensors.reduce((sum, { size }) => sum + size, 0);
}

/** A file of a model that comes with the project: from the disk in Node, from the bench's own server in a page. */
async function openFile(model: BundledName, name: string): Promise<Blob> {
  const path = `models/${BUNDLED[model]}/${name}`;
  const files = globalThis.process?.getBuiltinModule?.('node:fs');
  if (files) return files.openAsBlob(new URL(`../../public/${path}`, import.meta.url).pathname);
  const response = await fetch(`/${path}`);
  if (!response.ok) throw new Error(`The bench's server has no ${path}.`);
  return response.blob();
}
