import { readModelKit } from '../src/model/index.ts';
import { SAMPLES } from '../src/data/index.ts';
import type { Manifest } from '../src/protocol/index.ts';
import { fetchFederation, fetchLog } from '../src/relay/index.ts';
import { type Evaluation, LanguageLearner, Replica, obtainFiles } from '../src/train/index.ts';
import { localData } from './data.ts';
import { DirectoryStore } from '../server/hub/index.ts';

/** Base and finetuned model on held-out text of every source, and the fingerprint of the replayed log. */
export interface Verdict {
  readonly accuracy: { readonly base: number; readonly final: number };
  readonly loss: { readonly base: number; readonly final: number };
  readonly sources: Readonly<Record<string, { readonly base: Evaluation; readonly final: Evaluation }>>;
  readonly fingerprint: string;
  readonly layers: number;
}

/**
 * Rebuilds the finetuned model from nothing but the base weights and the relay's log, and evaluates both on the
 * examples that every source holds out and nobody trained on.
 * @param rounds entries that count; the volunteers may have gone on
 */
export async function judge(relay: string, manifest: Manifest, rounds: number): Promise<Verdict> {
  const files = await modelFiles(relay, manifest);
  const kit = await readModelKit(manifest, files);
  const state = await fetchFederation(relay, manifest.id);
  const entries = (await fetchLog(relay, manifest.id)).slice(0, rounds);
  const sources = await Promise.all(
    SAMPLES.map(async ({ name }) => ({ name, examples: (await localData(`sample:${name}`, manifest)).heldOut })),
  );
  const nothing = { training: [], heldOut: [] };
  const learner = await LanguageLearner.open(kit, manifest, nothing, new Uint8Array(8), { name: 'simd', threads: 1 });
  const evaluateAll = async (): Promise<Evaluation[]> => {
    const evaluations = [];
    for (const { examples } of sources) evaluations.push(await learner.evaluateOn(examples));
    return evaluations;
  };
  try {
    const replica = await Replica.base(learner, manifest);
    const base = await evaluateAll();
    await replica.follow(state.epoch, entries);
    const final = await evaluateAll();
    return {
      accuracy: { base: mean(base, 'accuracy'), final: mean(final, 'accuracy') },
      loss: { base: mean(base, 'loss'), final: mean(final, 'loss') },
      sources: Object.fromEntries(sources.map(({ name }, i) => [name, { base: base[i]!, final: final[i]! }])),
      fingerprint: replica.position.fingerprint,
      layers: kit.architecture.layers,
    };
  } finally {
    await learner.close();
  }
}

/** Over all examples of all sources. */
function mean(evaluations: readonly Evaluation[], figure: 'accuracy' | 'loss'): number {
  const count = evaluations.reduce((sum, evaluation) => sum + evaluation.count, 0);
  return evaluations.reduce((sum, evaluation) => sum + evaluation[figure] * evaluation.count, 0) / count;
}

async function modelFiles(relay: string, manifest: Manifest): Promise<Map<string, Blob>> {
  const download = obtainFiles(relay, manifest, new DirectoryStore(), new AbortController().signal);
  for (;;) {
    const { done, value } = await download.next();
    if (done) return value.files;
  }
}
