import path from 'node:path';
import { DEFAULT_MODEL, LIGHT_MODEL } from '../../src/model/index.ts';

/** The models that come with the project, the default one first. */
export const BUNDLED_MODELS = [DEFAULT_MODEL, LIGHT_MODEL] as const;
export type BundledModel = (typeof BUNDLED_MODELS)[number];

/** Where the page's public files lie, seen from this file. */
const PUBLIC = path.join(import.meta.dirname, '..', '..', 'public');

/** Where a bundled model's files lie on this machine. */
export function bundledFolder(model: BundledModel): string {
  return path.join(PUBLIC, 'models', model);
}

export const DEFAULT_MODEL_FOLDER = bundledFolder(DEFAULT_MODEL);
