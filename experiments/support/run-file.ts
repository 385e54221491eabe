import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const lookSchema = v.object({
  round: v.number(),
  /** Mean training loss of the round, nats; null of the base model. */
  loss: v.nullable(v.number()),
  accuracy: v.number(),
  heldOutLoss: v.number(),
  /** From the start of the run, all clients together. */
  forwards: v.number(),
  flops: v.number(),
  bytesUp: v.number(),
  bytesDown: v.number(),
  scalarBytesUp: v.number(),
  seconds: v.number(),
});

/** A look at the held-out examples; the first is at the base model. */
export type Look = v.InferOutput<typeof lookSchema>;

const runSchema = v.object({
  seed: v.number(),
  /** Numbers of examples. */
  training: v.number(),
  heldOut: v.number(),
  /** Share of the commonest class among the held-out examples. */
  majority: v.number(),
  clients: v.number(),
  looks: v.array(lookSchema),
});

/** What an experiment keeps of one run. */
export type RunResult = v.InferOutput<typeof runSchema>;

const totals = v.omit(lookSchema, ['round', 'loss', 'accuracy', 'heldOutLoss']);
const recordSchema = v.object({
  finished: v.boolean(),
  runs: v.tuple([
    v.object({
      ...v.omit(runSchema, ['clients', 'looks']).entries,
      clients: v.array(v.array(v.number())),
      rows: v.array(
        v.object({
          ...v.pick(lookSchema, ['round', 'loss']).entries,
          accuracy: v.nullable(v.number()),
          heldOutLoss: v.nullable(v.number()),
          total: totals,
        }),
      ),
    }),
  ]),
});

/** The run in a file that `npm run simulate -- --json FILE` wrote for one seed. @throws Error when it is not finished */
export function readRecord(file: string): RunResult {
  const { finished, runs } = v.parse(recordSchema, JSON.parse(readFileSync(file, 'utf8')));
  if (!finished) throw new Error('The run was ended early.');
  const [{ rows, clients, ...run }] = runs;
  const looks = rows.flatMap(({ round, loss, accuracy, heldOutLoss, total }) =>
    accuracy === null || heldOutLoss === null ? [] : [{ round, loss, accuracy, heldOutLoss, ...total }],
  );
  return { ...run, clients: clients.length, looks };
}

/** A run that was kept; null where the file is not one. */
export function readKept(file: string): RunResult | null {
  try {
    return v.parse(runSchema, JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
