import * as v from 'valibot';
import { SUBJECTS, importSubject, peakBytes, restartPeak } from '../memory/index.ts';
import { MODELS, openModel } from '../workload/index.ts';

const cellSchema = v.object({
  subject: v.picklist(SUBJECTS),
  /** Null: what Node takes with the subject's imports and nothing else. */
  model: v.nullable(v.picklist(MODELS)),
  rows: v.number(),
  tokens: v.number(),
  threads: v.number(),
  steps: v.number(),
});

/** The memory of a process that does one thing; it must be a fresh one. */
export async function memory(input: unknown) {
  const { subject: subjectName, model, steps, ...load } = v.parse(cellSchema, input);
  const open = await importSubject(subjectName);
  if (model === null) return { peakBytes: peakBytes() };
  const subject = await open({ model: await openModel(model), ...load });
  const loadedPeak = peakBytes();
  const workPeak = await restartPeak();
  for (let step = 0; step < steps; step++) await subject.step();
  const stepPeakBytes = workPeak();
  return {
    peakBytes: Math.max(loadedPeak, peakBytes(), stepPeakBytes ?? 0),
    stepPeakBytes,
    ownPeakBytes: subject.ownPeak(),
  };
}
