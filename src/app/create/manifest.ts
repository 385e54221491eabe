import { type Manifest, ManifestError, parseManifest } from '../../protocol/index.ts';
import { type Draft, numbersOf } from './draft.ts';

/** What a draft comes to. */
export interface Drafted {
  /** Null while something is at fault. */
  readonly manifest: Manifest | null;
  /** By field of the manifest, such as `method.p1`: what is wrong with it, in English. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
}

/** A draft as a manifest, or what is wrong with it and where. Pure. */
export function drafted(draft: Draft): Drafted {
  try {
    const manifest = parseManifest(manifestOf(draft));
    const faults = modelFaults(manifest, draft);
    return { manifest: faults.length === 0 ? manifest : null, faults: byField(faults) };
  } catch (error) {
    if (error instanceof ManifestError) return { manifest: null, faults: byField(error.faults) };
    throw error;
  }
}

/** The manifest as it would be written; what somebody left empty is null in it. */
function manifestOf(draft: Draft): unknown {
  const { access, aggregation, cap, evaluate, factor, guard, halfMemory, learnedClip, model, round, share } = draft;
  const { maximum, quorum, target, late, deadline, grace, snapshotEvery } = round;
  const { rank, alpha } = numbersOf(draft);
  const learned = learnedClip.on ? { learnedClip: learnedClip.times } : {};
  const isMean = aggregation === 'mean' && !learnedClip.on;
  return {
    version: 1,
    id: draft.id === '' ? idFrom(draft.title) : draft.id,
    title: draft.title.trim(),
    purpose: draft.purpose.trim(),
    ...(draft.organiser.trim() === '' ? {} : { organiser: draft.organiser.trim() }),
    ...(model ? { model: model.model } : {}),
    task: { template: draft.prompt, labels: draft.labels, maxTokens: draft.maxTokens },
    ...(halfMemory ? { precision: 16 } : {}),
    ...trainable(draft.preset.trains, rank, alpha),
    method: methodOf(draft),
    round: {
      ...{ quorum, maximum, deadline, grace, snapshotEvery },
      ...(target === null ? {} : { target }),
      ...(late === null || late === 0 ? {} : { late }),
    },
    weighting: draft.weighting === 'examples' ? { by: 'examples', cap } : { by: 'participant' },
    ...(isMean
      ? {}
      : {
          aggregation: {
            by: aggregation,
            ...(aggregation === 'trimmed' ? { share } : {}),
            ...(aggregation === 'norm-bounded' ? { factor } : {}),
            ...learned,
          },
        }),
    ...(guard.on ? { guard: { rise: guard.rise, evaluations: guard.evaluations } } : {}),
    ...(evaluate.on ? { evaluate: { every: evaluate.every } } : {}),
    ...(access === 'invite' ? { access } : {}),
  };
}

function trainable(trains: Draft['preset']['trains'], rank: number | null, alpha: number | null): object {
  switch (trains) {
    case 'all':
      return {};
    case 'biases':
      return { trainable: { set: 'biases' } };
    case 'lora':
      return { trainable: { set: 'lora', rank, alpha } };
    default:
      return trains satisfies never;
  }
}

function methodOf(draft: Draft): object {
  const { p, p1, p2, split, epsilon, rateFrom, rateTo, rateRounds, localSteps, batch, clip } = numbersOf(draft);
  const { directions } = draft.preset;
  const numbers = { epsilon, localSteps, batch, clip, noise: 'rademacher', directions };
  const learningRate = { from: rateFrom, to: rateTo, rounds: rateRounds };
  if (draft.method === 'fedzo') return { name: 'fedzo', p, ...numbers, learningRate };
  return { name: 'fedspzo', p1, p2, split, ...numbers, learningRate };
}

/** What readModelKit would refuse; what takes the tokenizer is looked at beside it. */
function modelFaults({ method, task, trainable: set }: Manifest, { model }: Draft): string[] {
  if (!model) return [];
  const faults: string[] = [];
  if (method.name === 'fedspzo' && method.split > model.layers) {
    faults.push(`method.split: must be at most ${model.layers}, not ${method.split}`);
  }
  if (task.maxTokens > model.positions) {
    faults.push(`task.maxTokens: must be at most ${model.positions}, not ${task.maxTokens}`);
  }
  if (set?.set === 'lora' && set.rank > model.hidden) {
    faults.push(`trainable.rank: must be at most ${model.hidden}, not ${set.rank}`);
  }
  return faults;
}

/** A rule that binds several fields names the first of them in its sentence. */
const NAMED = /^(?:(round\.\w+|aggregation|clip|loo)\b)/;

function byField(faults: readonly string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const fault of faults) {
    const [, path = 'manifest', words = fault] = /^([\w.]+): (.*)$/s.exec(fault) ?? [];
    const named = path === 'manifest' ? NAMED.exec(words)?.[1] : path === 'method' ? 'method.clip' : undefined;
    const field = named === 'aggregation' ? 'aggregation.by' : (named ?? path);
    fields.set(field, [...(fields.get(field) ?? []), words]);
  }
  return fields;
}

/** A federation's id from its title: letters of other scripts are left out. */
export function idFrom(title: string): string {
  const plain = title
    .replaceAll(/[äöüß]/gi, (letter) => GERMAN[letter.toLowerCase()] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-+/, '').slice(0, 40).replace(/-+$/, '') || 'federation';
}

const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };
