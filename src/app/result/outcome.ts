import { signal } from '@preact/signals';
import * as v from 'valibot';
import { type Manifest, type Summary, manifestHash, parseManifest } from '../../protocol/index.ts';
import { detailSchema, statusSchema, summarySchema } from '../organise/relay-answers.ts';

/** What a federation has come to, as its relay tells anybody. */
export interface Outcome {
  readonly manifest: Manifest;
  readonly manifestHash: string;
  readonly epoch: string;
  readonly sequence: number;
  readonly chain: string;
  /** The newest state that the relay has rebuilt; null where it rebuilds none. */
  readonly fingerprint: { readonly sequence: number; readonly fingerprint: string } | null;
  readonly state: 'running' | 'paused' | 'stopped' | 'archived';
  /** Null where the relay does not tell. */
  readonly summary: Summary | null;
}

/** Why there is nothing to show: no such federation, no relay, or one of another version. */
export type Missing = 'unknown' | 'unreachable' | 'other-version';

export type Look =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly outcome: Outcome }
  | { readonly status: 'failed'; readonly why: Missing };

const shownSchema = v.object({ ...detailSchema.entries, status: v.object({ state: statusSchema.entries.state }) });

/** The federation on the screen, and what is known of it. */
export const look = signal<Look>({ status: 'loading' });

let asked = '';

/** Asks the relay how a federation went. What is known of it stays on the screen where the relay does not answer again. */
export async function ask(federation: string): Promise<void> {
  const known = look.peek();
  if (federation !== asked || known.status !== 'ready') look.value = { status: 'loading' };
  asked = federation;
  const found = await read(federation);
  // Another one was asked for meanwhile.
  if (federation !== asked) return;
  if (found.status === 'ready' || look.peek().status !== 'ready') look.value = found;
}

async function read(federation: string): Promise<Look> {
  const address = `/federations/${encodeURIComponent(federation)}`;
  try {
    const [response, summary] = await Promise.all([get(address), get(`${address}/summary`)]);
    if (response.status === 404) return { status: 'failed', why: 'unknown' };
    if (!response.ok) return { status: 'failed', why: 'unreachable' };
    const { manifest, status, ...detail } = v.parse(shownSchema, await response.json());
    const parsed = parseManifest(manifest);
    const told = summary.ok ? v.parse(summarySchema, await summary.json()) : null;
    const outcome = { ...detail, manifest: parsed, manifestHash: manifestHash(parsed), state: status.state };
    return { status: 'ready', outcome: { ...outcome, summary: told } };
  } catch (error) {
    return { status: 'failed', why: error instanceof TypeError ? 'unreachable' : 'other-version' };
  }
}

function get(address: string): Promise<Response> {
  return fetch(address, { cache: 'no-store' });
}

/** The first and the last state that devices told an accuracy of. */
export function gain({ evaluations }: Summary): readonly [first: number, last: number] | null {
  const told = evaluations.flatMap(({ accuracy }) => accuracy ?? []);
  const [first, last] = [told[0], told.at(-1)];
  return first === undefined || last === undefined || told.length < 2 ? null : [first, last];
}
