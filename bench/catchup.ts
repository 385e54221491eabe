/**
 * How long does a late joiner take: replaying the log, or loading a snapshot?
 * `npm run bench -- catchup [--short] [--json FILE] [--only NAME] [--resume]`
 *
 * Entries of three participants, K = 10, P1 = 1, P2 = 4 (each 120 scalars), in messages of 50: decoded, checked, applied
 * in one pass and fingerprinted, as a replica does. A snapshot is read from a file: hashed, restored, fingerprinted.
 * On the `simd` engine in Node, whose updates run on one thread. The network is not in it: `bytes` is what it carries.
 * 1,000 entries of the RoBERTa-base shape take ten times what 100 do, about ten minutes: `--only base/1000`.
 *
 * JSON: { machine, versions, command, short,
 *   results: [ {
 *     name          model/entries, or model/snapshot
 *     model, weights (elements), entries (null: a snapshot), repeats
 *     seconds       { median, min, max }
 *     bytes         of the entries, or of the snapshot
 *   } ], notMeasured: [ { what, why } ] }
 */
import * as v from 'valibot';
import { readOptions, runBench, runInNode, spreadSchema, versionsOf } from './support/index.ts';
import { openModel, spread, weightsOf } from './workload/index.ts';

const measured = v.object({ seconds: v.array(v.number()), bytes: v.number() });
const result = v.object({
  model: v.picklist(['mini', 'small', 'base']),
  weights: v.number(),
  entries: v.nullable(v.number()),
  repeats: v.number(),
  seconds: spreadSchema,
  bytes: v.number(),
});

const options = readOptions('catchup');
const models = options.short ? (['mini'] as const) : (['mini', 'small', 'base'] as const);
const LONG = 'Ten times as long as 100 entries, some ten minutes: ask for it by --only base/1000.';

const cells = models
  .flatMap((model) =>
    [100, 1000, null].map((entries) => ({
      name: `${model}/${entries ?? 'snapshot'}`,
      ...{ model, entries, repeats: entries === null ? 3 : 1 },
      ...(model === 'base' && entries === 1000 && { onRequest: LONG }),
    })),
  )
  .filter(({ name }) => !options.short || name !== 'mini/1000');

await runBench(
  {
    options,
    cells,
    versions: versionsOf(['assemblyscript', '@noble/hashes']),
    async measure(cell) {
      const { seconds, bytes } = v.parse(measured, await runInNode('catchup', cell));
      const weights = weightsOf((await openModel(cell.model)).architecture);
      return { ...cell, weights, seconds: spread(seconds), bytes };
    },
    summary: () => ({}),
    row: ({ weights, seconds, bytes }) => ({
      weights,
      seconds: Number(seconds.median.toPrecision(3)),
      kB: Math.round(bytes / 1e3),
    }),
  },
  result,
);
