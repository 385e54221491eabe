import { effect, signal } from '@preact/signals';
import * as v from 'valibot';
import { type Manifest, parseManifest } from '../protocol/index.ts';
import { link, screen } from './route.ts';
import { words } from './words/page.ts';

/** A federation as the relay describes it to somebody who has not joined. */
export interface Federation {
  readonly manifest: Manifest;
  /** Rounds done so far. */
  readonly sequence: number;
  /** Clients connected now, and those of them ready to train. */
  readonly connected: number;
  readonly ready: number;
  /** Whether rounds open; null where the relay does not tell. */
  readonly status: v.InferOutput<typeof statusSchema> | null;
  /** Seconds from one round to the next since this page looks on; null until it has seen two. */
  readonly pace: number | null;
}

export type Home =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly federation: Federation; readonly others: readonly Listed[] }
  /** `reached`: the relay answered, and there is nothing to show. */
  | { readonly status: 'failed'; readonly message: string; readonly reached: boolean };

const listSchema = v.object({ federations: v.array(v.object({ id: v.string(), title: v.string() })) });
export type Listed = v.InferOutput<typeof listSchema>['federations'][number];

/** The words are the organiser's. */
const statusSchema = v.object({
  state: v.picklist(['running', 'paused', 'stopped', 'archived']),
  cause: v.picklist(['none', 'organiser', 'guard']),
  words: v.string(),
});

const detailSchema = v.object({
  manifest: v.unknown(),
  sequence: v.number(),
  connected: v.number(),
  ready: v.number(),
  status: v.optional(statusSchema),
});

export const home = signal<Home>({ status: 'loading' });
/** The federation that the address asks for, as a shared link does; else the relay's first. */
export const wanted = signal(link.peek()?.federation ?? new URLSearchParams(location.search).get('federation'));
link.subscribe((now) => {
  if (now) wanted.value = now.federation;
});

/** Milliseconds between two looks at who is here. */
const INTERVAL = 5000;

/** What the relay said when this page first asked about a federation: rounds since then tell its pace. */
let first: { readonly id: string; readonly sequence: number; readonly time: number } | null = null;

function paceOf(id: string, sequence: number): number | null {
  const time = Date.now();
  if (first?.id !== id || sequence < first.sequence) first = { id, sequence, time };
  const rounds = sequence - first.sequence;
  return rounds < 2 ? null : (time - first.time) / 1000 / rounds;
}

async function getJson(path: string): Promise<unknown> {
  const response = await fetch(path, { cache: 'no-store' });
  if (response.status === 404) throw new Error(words().relay.noSuch);
  if (!response.ok) throw new Error(words().relay.answered(response.status));
  return response.json();
}

async function look(): Promise<Home> {
  const { federations: listed } = v.parse(listSchema, await getJson('/federations'));
  const id = wanted.peek() ?? listed[0]?.id;
  if (!id) throw new Error(words().relay.none);
  const detail = v.parse(detailSchema, await getJson(`/federations/${encodeURIComponent(id)}`));
  return {
    status: 'ready',
    federation: {
      ...detail,
      status: detail.status ?? null,
      manifest: parseManifest(detail.manifest),
      pace: paceOf(id, detail.sequence),
    },
    others: listed.filter((other) => other.id !== id),
  };
}

function explain(error: unknown): string {
  const { unreachable, unexpected, unasked } = words().relay;
  if (error instanceof TypeError) return unreachable;
  if (error instanceof v.ValiError || error instanceof SyntaxError) return unexpected;
  return error instanceof Error ? error.message : unasked;
}

/** Keeps `home` fresh while somebody looks at it. @returns the way to stop */
export function watchFederations(): () => void {
  let underWay = false;
  const refresh = async (): Promise<void> => {
    if (underWay || document.hidden || screen.peek() === 'live') return;
    underWay = true;
    home.value = await look().catch((error: unknown): Home => {
      // What is known stays on the screen through a short break.
      const known = home.peek();
      return known.status === 'ready'
        ? known
        : { status: 'failed', message: explain(error), reached: !(error instanceof TypeError) };
    });
    underWay = false;
  };
  const timer = setInterval(() => void refresh(), INTERVAL);
  const stop = effect(() => {
    // Read, so that a change of screen or federation is a reason to look at once.
    void [screen.value, wanted.value];
    void refresh();
  });
  return () => {
    clearInterval(timer);
    stop();
  };
}
