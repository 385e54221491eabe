import * as v from 'valibot';
import { type Passes, cellSchema } from '../forward/index.ts';
import { jaxPasses } from './jax.ts';
import { transformersPasses } from './transformers.ts';

/** Passes of the packages that are no dependencies of the project. */
async function forward(input: unknown): Promise<Passes> {
  const cell = v.parse(cellSchema, input);
  return cell.subject === 'jax-js' ? jaxPasses(cell) : transformersPasses(cell);
}

export const tasks: Readonly<Record<string, (cell: unknown) => Promise<unknown>>> = { forward };
