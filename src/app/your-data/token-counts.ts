import { signal } from '@preact/signals';
import { type Remote, wrap } from 'comlink';
import type { PrivateText } from '../../data/index.ts';
import type { Manifest } from '../../protocol/index.ts';
import { WorkerLife } from '../worker-life.ts';
import type { Rows } from './edits.ts';
import { loadTokenizerFiles, tokenizerDownload } from './tokenizer-files.ts';
import type { TokenCounter } from './tokens.worker.ts';

type Texts = readonly PrivateText[];

/** Bytes that are loaded without being asked for: more may cost somebody money. */
const UNASKED = 1e6;
/** Rows that the worker counts at a time: few enough that a text just typed waits for no more than a blink. */
const PORTION = 250;

/** How far counting has come; `offer` waits for its owner's word to load so many bytes. */
export type Counting =
  | { readonly state: 'idle' | 'loading' | 'failed' }
  | { readonly state: 'offer'; readonly bytes: number }
  | { readonly state: 'ready'; readonly waiting: number };

export const counting = signal<Counting>({ state: 'idle' });
/** Grows when counts have come: who reads it is drawn again with them. */
export const countsKnown = signal(0);

let counts = new WeakMap<Texts, number>();
let counter: Promise<Remote<TokenCounter>> | null = null;
let life: WorkerLife | null = null;
let counterOf = '';

/** Tokens of a row, the template's among them; null while they are not known. */
export function tokensOf(texts: Texts): number | null {
  return counts.get(texts) ?? null;
}

/** Gets ready to count for a federation, where that costs little or nothing; else it is offered. */
export async function prepareCounting(manifest: Manifest, asked = false): Promise<void> {
  const key = JSON.stringify([manifest.model.files, manifest.task]);
  if (key === counterOf && counting.peek().state !== 'failed' && !asked) return;
  if (key !== counterOf) stopCounting();
  counterOf = key;
  try {
    const bytes = asked ? 0 : await tokenizerDownload(manifest);
    if (bytes > UNASKED) {
      counting.value = { state: 'offer', bytes };
      return;
    }
    counting.value = { state: 'loading' };
    counter = startCounter(manifest);
    await counter;
    if (counterOf === key) counting.value = { state: 'ready', waiting: 0 };
  } catch {
    // Why is not told: it is the network's fault or the manifest's, and training will say so.
    if (counterOf === key) counting.value = { state: 'failed' };
  }
}

async function startCounter(manifest: Manifest): Promise<Remote<TokenCounter>> {
  const files = await loadTokenizerFiles(manifest);
  const thread = new Worker(new URL('tokens.worker.ts', import.meta.url), { type: 'module', name: 'tokens' });
  life = new WorkerLife(thread, 'The worker that counts tokens stopped.');
  const remote = wrap<TokenCounter>(thread);
  await life.answer(remote.open(files, manifest.task.template, manifest.task.maxTokens));
  return remote;
}

/** Ends the worker and forgets what it counted. */
function stopCounting(): void {
  life?.end('Nothing is counted any more.');
  [life, counter, busy, counterOf, counts] = [null, null, null, '', new WeakMap()];
  counting.value = { state: 'idle' };
}

/** What is still to be counted, and who does so: a counter that was stopped answers nobody. */
let open: Texts[] = [];
let busy: Remote<TokenCounter> | null = null;

/** Counts the rows that were not counted before, a portion at a time; later calls replace what is still to do. */
export async function countRows(rows: Rows): Promise<void> {
  open = rows.map(({ texts }) => texts).filter((texts) => !counts.has(texts));
  const remote = await counter?.catch(() => null);
  if (!remote || busy === remote) return;
  busy = remote;
  try {
    for (;;) {
      if (open.length === 0 || busy !== remote) break;
      counting.value = { state: 'ready', waiting: open.length };
      const portion = open.slice(0, PORTION);
      const found = await life!.answer(remote.count(portion));
      portion.forEach((texts, i) => counts.set(texts, found[i]!));
      open = open.filter((texts) => !counts.has(texts));
      countsKnown.value++;
    }
    if (busy === remote) counting.value = { state: 'ready', waiting: 0 };
  } catch {
    // One that was stopped has not failed.
    if (busy === remote) counting.value = { state: 'failed' };
  } finally {
    if (busy === remote) busy = null;
  }
}

/** Tokens of texts that are being typed; null where they cannot be counted. */
export async function countTyped(texts: Texts): Promise<number | null> {
  try {
    const remote = await counter;
    return (remote && (await life?.answer(remote.count([texts])))?.[0]) ?? null;
  } catch {
    return null;
  }
}
