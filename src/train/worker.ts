import { type Remote, expose } from 'comlink';
import { splitExamples } from '../data/index.ts';
import { DeviceLostError } from '../engine/index.ts';
import { type FederationId, parseFederationId } from '../protocol/index.ts';
import { WebSocketTransport } from '../relay/index.ts';
import { type Vault, openVault } from '../vault/index.ts';
import type { Allowance } from './allowance.ts';
import { systemClock } from './clock.ts';
import { Control } from './control.ts';
import type { EnginePolicy } from './engines/index.ts';
import type { TrainEvent } from './events.ts';
import { enginePolicy } from './engine-policy.ts';
import { type ExportProgress, type ModelFile, exportModel } from './export.ts';
import { fittingExamples } from './fitting-examples.ts';
import { type JoinSetup, type OpenModel, join } from './join.ts';
import { explain } from './problems.ts';
import { releasing } from './releasing.ts';
import { RoundWork, keepingWork } from './round-work.ts';
import { vaultFiles } from './vault-files.ts';
import type { Answer, JoinOptions, VolunteerWorker } from './volunteer-worker.ts';

/** Seconds between two evaluations on the held-out part. */
const EVALUATE_EVERY = 15;

/** A volunteer in a Web Worker: the vault's data, the engine and the socket, away from the page's thread. */
class PageVolunteer implements VolunteerWorker {
  #control = new Control();
  #model: OpenModel | null = null;
  #exporting = new AbortController();

  async join(options: JoinOptions, events: (event: TrainEvent) => void): Promise<void> {
    const control = new Control(options.allowance);
    this.#control.leave();
    this.#control = control;
    try {
      const vault = await openVault({ onClosed: () => control.leave() });
      const federation = parseFederationId(options.federation);
      await vault.withContributionLock(
        federation,
        control.signal,
        () => events({ type: 'activity', activity: { name: 'other-tab' } }),
        async (signal) => {
          signal.addEventListener('abort', () => {
            // The lock was lost, not given up: that has a reason, which a person should hear.
            if (!control.left) events({ type: 'problem', problem: explain(signal.reason) });
            control.leave();
          });
          const engine = await enginePolicy(vault, options.measureAgain ?? false);
          const work = new RoundWork();
          for await (const event of join(this.#setup(options, engine, federation, vault, control, work))) {
            work.take(event);
            events(event);
            // Who hears of the others has been let in.
            if (event.type === 'status') await vault.invites.used(federation);
          }
        },
      );
    } catch (error) {
      if (control.left) events({ type: 'activity', activity: { name: 'left' } });
      else events({ type: 'problem', problem: explain(error) });
    }
  }

  pause(): Promise<void> {
    this.#control.pause();
    return Promise.resolve();
  }

  resume(): Promise<void> {
    this.#control.resume();
    return Promise.resolve();
  }

  leave(): Promise<void> {
    this.#control.leave();
    return Promise.resolve();
  }

  obey(allowance: Allowance): Promise<void> {
    this.#control.obey(allowance);
    return Promise.resolve();
  }

  finish(wanted: boolean): Promise<void> {
    this.#control.finish(wanted);
    return Promise.resolve();
  }

  cutOff(): Promise<void> {
    this.#control.cutOff();
    return Promise.resolve();
  }

  hurry(): Promise<void> {
    this.#control.hurry();
    return Promise.resolve();
  }

  async ask(texts: readonly string[]): Promise<Answer> {
    return this.#withModel(async ({ learner, replica }) => ({
      ...(await learner.ask(texts)),
      sequence: replica.position.sequence,
    }));
  }

  async exportModel(tell: Remote<ExportProgress>): Promise<ModelFile | null> {
    this.#exporting.abort();
    const { signal } = (this.#exporting = new AbortController());
    try {
      return await releasing(tell, () => this.#withModel((model) => exportModel(model, signal, tell)));
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  stopExport(): Promise<void> {
    this.#exporting.abort();
    return Promise.resolve();
  }

  async #withModel<T>(job: (model: OpenModel) => Promise<T>): Promise<T> {
    if (!this.#model) throw new Error('The model is still loading. Try again in a moment.');
    try {
      return await job(this.#model);
    } catch (error) {
      if (!(error instanceof DeviceLostError)) throw error;
      // The volunteer brings the model back, if it is still here.
      this.#control.wake();
      const message = 'The graphics device was lost a moment ago. Try again once the model is back.';
      throw new Error(message, { cause: error });
    }
  }

  #setup(
    { relay, dataset, invite = '', pin = '', form = 'unknown' }: JoinOptions,
    engine: EnginePolicy,
    federation: FederationId,
    vault: Vault,
    control: Control,
    work: RoundWork,
  ): JoinSetup {
    let revision = 0;
    return {
      relay,
      federation,
      invite,
      pin,
      form,
      data: async (manifest) => {
        const read = await vault.datasets.get(dataset);
        revision = read?.revision ?? 0;
        return splitExamples(fittingExamples(read, manifest));
      },
      engine,
      files: vaultFiles(vault),
      journal: keepingWork(vault.journal, work),
      transport: new WebSocketTransport(relay, (url, protocol) => new WebSocket(url, protocol)),
      control,
      clock: systemClock,
      random: Math.random,
      evaluateEvery: EVALUATE_EVERY,
      baseEvaluation: {
        get: (manifest) => vault.evaluations.get(manifest, dataset),
        put: (manifest, evaluation) => vault.evaluations.put(manifest, { id: dataset, revision }, evaluation),
      },
      onModel: (model) => (this.#model = model),
    };
  }
}

expose(new PageVolunteer());
