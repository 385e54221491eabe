import { type Remote, expose } from 'comlink';
import type { ReplayedModel } from '../../replay/index.ts';
import { openVault } from '../../vault/index.ts';
import { releasing } from '../releasing.ts';
import { vaultFiles } from '../vault-files.ts';
import type { PatchOptions, PatchProgress, PatchWorker, PatchedModel, VerifiedPatch } from './patch.ts';
import { verifyPatch, writeModel } from './verify.ts';

type Tell = Remote<(progress: PatchProgress) => void>;

/** Applies seed patches away from the page's thread. */
class PagePatches implements PatchWorker {
  #work = new AbortController();
  #model: ReplayedModel | null = null;

  async verify(options: PatchOptions, tell: Tell): Promise<VerifiedPatch | null> {
    return this.#stoppable(tell, async (signal) => {
      this.#model = null;
      const vault = await openVault();
      try {
        const { found, model } = await verifyPatch(options, vaultFiles(vault), signal, (at) => void tell(at));
        this.#model = model;
        return found;
      } finally {
        vault.close();
      }
    });
  }

  async write(tell: Tell): Promise<PatchedModel | null> {
    const model = this.#model;
    if (!model) throw new Error('Apply a patch first.');
    return this.#stoppable(tell, (signal) => writeModel(model, signal, (at) => void tell(at)));
  }

  stop(): Promise<void> {
    this.#work.abort();
    return Promise.resolve();
  }

  /** One job at a time: a new one ends the one before it. */
  async #stoppable<T>(tell: Tell, job: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.#work.abort();
    const { signal } = (this.#work = new AbortController());
    try {
      return await releasing(tell, () => job(signal));
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }
}

expose(new PagePatches());
