import * as v from 'valibot';
import { createEngine } from '../../src/engine/index.ts';
import { benchManifest, makeLog, replay, restore } from '../catchup/index.ts';
import { MODELS, openModel } from '../workload/index.ts';

const cellSchema = v.object({
  model: v.picklist(MODELS),
  /** Null: a snapshot. */
  entries: v.nullable(v.number()),
  repeats: v.number(),
});

/** Seconds from the base model to the log's end. */
export async function catchup(input: unknown) {
  const { model: name, entries, repeats } = v.parse(cellSchema, input);
  const model = await openModel(name);
  const engine = await createEngine('simd', model.architecture, { threads: 1 });
  await engine.load(model.checkpoint());
  const manifest = benchManifest(model.split);
  const log = entries === null ? null : makeLog(manifest, entries);
  const times = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    times.push(await (log ? replay(engine, manifest, log) : restore(engine, manifest)));
  }
  return { seconds: times.map(({ seconds }) => seconds), bytes: times[0]!.bytes };
}
