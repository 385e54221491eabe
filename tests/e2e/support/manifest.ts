import { sentiment } from '../../../server/federations/index.ts';
import { type Manifest, type Method, parseManifest } from '../../../src/protocol/index.ts';

/** What a test changes of the federation below. */
export interface Changes {
  readonly id?: string;
  readonly task?: Partial<Manifest['task']>;
  /** Another method whole, or other numbers of the default one. */
  readonly method?: Method | Partial<Method & { name: 'fedspzo' }>;
  readonly trainable?: Manifest['trainable'];
  readonly round?: Partial<Manifest['round']>;
  readonly title?: string;
  readonly access?: 'open' | 'invite';
}

const RATE = { from: 1e-4, to: 1e-5, rounds: 400 };

/**
 * The default federation with less work: the real model and prompt, but rounds of two steps on four texts,
 * so that a round takes about a second on a slow machine. All weights train where nothing else is said.
 */
export async function smallFederation({
  id = 'small',
  task,
  method,
  trainable = { set: 'all' },
  round,
  title = 'A small federation',
  access = 'open',
}: Changes = {}): Promise<Manifest> {
  const manifest = await sentiment();
  return parseManifest({
    ...manifest,
    id,
    title,
    ...(access === 'invite' ? { access } : {}),
    task: { ...manifest.task, ...task },
    trainable,
    method: method?.name
      ? method
      : { ...manifest.method, learningRate: RATE, localSteps: 2, batch: 4, p2: 2, ...method },
    // Short, since a round that was left by all whom it asked waits for its deadline before it asks others.
    round: { ...manifest.round, quorum: 1, deadline: 8, grace: 2, snapshotEvery: 1000, ...round },
  });
}
