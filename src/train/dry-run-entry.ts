import { expose } from 'comlink';
import { openVault } from '../vault/index.ts';
import { systemClock } from './clock.ts';
import { type DryRunEvent, dryRun } from './dry-run.ts';
import type { DryRunOptions, DryRunWorker } from './dry-run-worker.ts';
import { enginePolicy } from './engine-policy.ts';
import { explain } from './problems.ts';
import { vaultFiles } from './vault-files.ts';

/** A dry run in a Web Worker, which the page ends when it is over. */
class PageDryRun implements DryRunWorker {
  readonly #stopping = new AbortController();

  async run(options: DryRunOptions, events: (event: DryRunEvent) => void): Promise<void> {
    const { signal } = this.#stopping;
    try {
      const vault = await openVault({ onClosed: () => this.#stopping.abort() });
      const [engine, files] = [await enginePolicy(vault, false), vaultFiles(vault)];
      for await (const event of dryRun({ ...options, engine, files, clock: systemClock, signal })) events(event);
    } catch (error) {
      if (!signal.aborted) events({ type: 'problem', problem: explain(error) });
      events({ type: 'over' });
    }
  }

  stop(): Promise<void> {
    this.#stopping.abort();
    return Promise.resolve();
  }
}

expose(new PageDryRun());
