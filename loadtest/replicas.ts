import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { spawnVolunteer } from '../cli/spawn.ts';
import { readLogFile } from '../src/protocol/index.ts';
import { smallFederation } from '../tests/e2e/support/manifest.ts';
import { launchChromium } from '../tests/support/chromium.ts';
import { RelayProcess, freePort, round as rounded, sleep, steadyNow, tell, withFolder } from './support/index.ts';

export interface ReplicaSettings {
  readonly rounds: number;
  /** Headless volunteers in Node, each a process. */
  readonly volunteers: number;
}

/** One replica's states, as it told of them. */
interface Replica {
  readonly name: string;
  /** Fingerprint by sequence. */
  readonly own: ReadonlyMap<number, string>;
  /** States in which it found itself to be another model than the relay's. */
  readonly unequal: readonly number[];
}

/** What the page showed: sequence, fingerprint, and whether it was found equal to the relay's. */
const shownSchema = v.array(v.tuple([v.number(), v.string(), v.boolean()]));

/** Milliseconds without a round after which the run is given up. */
const PATIENCE = 120_000;

/**
 * Lets volunteers in Node and a page in Chromium train with a real relay, and compares the fingerprint of every state
 * that they told with the one that the relay's reconstruction published.
 */
export function replicas(settings: ReplicaSettings, signal: AbortSignal) {
  if (!existsSync(path.join(import.meta.dirname, '..', 'dist', 'index.html')))
    throw new Error('The page is not built: run `npm run build` first.');
  return withFolder(async (folder) => {
    // No round without everybody.
    const round = { quorum: settings.volunteers + 1, snapshotEvery: 100_000 };
    const manifest = await smallFederation({ method: { localSteps: 1, batch: 2, p2: 1 }, round });
    const relay = new RelayProcess();
    const browser = await launchChromium();
    const volunteers: ReturnType<typeof volunteer>[] = [];
    try {
      await relay.start({ manifests: [manifest], data: `${folder}/data`, port: await freePort(), logLevel: 'error' });
      for (let i = 0; i < settings.volunteers; i++) {
        volunteers.push(volunteer(relay.url, `node ${i + 1}`, `sample:yelp:${i + 1}/${settings.volunteers}`));
      }
      const page = await browser.newPage();
      await join(page, relay.url);
      const began = steadyNow();
      await follow(relay, settings.rounds, signal);
      const seconds = (steadyNow() - began) / 1000;
      const shown = v.parse(shownSchema, await page.evaluate(() => Reflect.get(globalThis, 'shownStates')));
      const published = await publishedBy(relay.url, manifest.id);
      return {
        ...{ settings, interrupted: signal.aborted, seconds: rounded(seconds) },
        ...compare(published, [...volunteers.map(({ replica }) => replica), replicaOf('chromium', shown)]),
        browser: `Chromium ${browser.version()}`,
      };
    } finally {
      await Promise.all(volunteers.map(({ leave }) => leave()));
      await browser.close();
      await relay.kill();
    }
  });
}

/** How many states each replica told, and in how many of them it was another model. */
export function compare(published: ReadonlyMap<number, string>, told: readonly Replica[]) {
  const found = told.map(({ name, own, unequal }) => {
    const compared = [...own].filter(([sequence]) => published.has(sequence));
    const different = compared.filter(([sequence, fingerprint]) => published.get(sequence) !== fingerprint);
    const divergent = new Set([...different.map(([sequence]) => sequence), ...unequal]);
    return { name, compared: compared.length, divergent: divergent.size };
  });
  return {
    published: published.size,
    replicas: found,
    divergences: found.reduce((sum, { divergent }) => sum + divergent, 0),
  };
}

function volunteer(relay: string, name: string, data: string) {
  const own = new Map<number, string>();
  const unequal: number[] = [];
  const { leave } = spawnVolunteer({
    ...{ name, relay, federation: 'small', data, threads: 1 },
    onEvent: (event) => {
      if (event.type === 'entry' && event.fingerprint) own.set(event.sequence, event.fingerprint);
      if (event.type === 'verified' && !event.equal) unequal.push(event.sequence);
    },
  });
  return { leave, replica: { name, own, unequal } satisfies Replica };
}

/** Joins with a sample, as a person does, and writes down every state that the page shows beside its verdict. */
async function join(page: Page, url: string): Promise<void> {
  page.setDefaultTimeout(PATIENCE);
  await page.goto(url);
  await page.getByRole('main').getByRole('link', { name: 'Join', exact: true }).click();
  await page.getByRole('button', { name: /^(Use|Choose) Amazon$/ }).click();
  await page.getByRole('button', { name: 'Start contributing' }).click();
  await page.getByTestId('fingerprint').waitFor();
  await page.evaluate(() => {
    const shown: [number, string, boolean][] = [];
    Reflect.set(globalThis, 'shownStates', shown);
    // In place, since a compiler's helper for functions with names is not there in the page.
    new MutationObserver(() => {
      const text = document.querySelector('[data-testid="fingerprint"]')?.textContent ?? '';
      const found = /After round (\d+):\s*([0-9a-f ]+)/.exec(text);
      const isJudged = text.includes('bit-identical') || text.includes('Differs');
      if (!found || !isJudged) return;
      shown.push([Number(found[1]), found[2]!.replaceAll(' ', ''), text.includes('bit-identical')]);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

function replicaOf(name: string, shown: readonly (readonly [number, string, boolean])[]): Replica {
  const unequal = shown.flatMap(([sequence, , isEqual]) => (isEqual ? [] : [sequence]));
  return { name, own: new Map(shown.map(([sequence, fingerprint]) => [sequence, fingerprint])), unequal };
}

/** Until the relay's reconstruction has so many states. */
async function follow(relay: RelayProcess, rounds: number, signal: AbortSignal): Promise<void> {
  let reached = 0;
  let told = 0;
  for (let since = steadyNow(); reached < rounds && !signal.aborted; await sleep(500, signal)) {
    const state: unknown = await (await fetch(`${relay.url}/federations/small`)).json();
    const newest: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'fingerprint') : null;
    const sequence = Number(typeof newest === 'object' && newest !== null ? Reflect.get(newest, 'sequence') : 0);
    if (sequence > reached) since = steadyNow();
    if (steadyNow() - since > PATIENCE) throw new Error(`No round closed in ${PATIENCE / 1000} s after ${reached}.`);
    reached = Math.max(reached, sequence);
    if (reached >= told + 20) tell(`${reached} rounds of ${rounds}.`);
    told = Math.max(told, reached - (reached % 20));
  }
}

/** The fingerprints that the relay published, from its own log's file. */
async function publishedBy(url: string, federation: string): Promise<Map<number, string>> {
  const { body } = await fetch(`${url}/federations/${federation}/export/log`);
  if (!body) throw new Error('The relay gave no log.');
  const published = new Map<number, string>();
  const { records } = await readLogFile(body);
  for await (const record of records) {
    if (record.type === 'fingerprint') published.set(record.sequence, record.fingerprint);
  }
  return published;
}
