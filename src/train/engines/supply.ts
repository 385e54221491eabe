import {
  DeviceLostError,
  DeviceRefusalError,
  type Engine,
  type EngineName,
  createEngine,
  threadsOf,
} from '../../engine/index.ts';
import { ModelError, type ModelKit, readCheckpoint } from '../../model/index.ts';
import type { Precision } from '../../lattice/index.ts';
import type { Clock } from '../clock.ts';

/** An engine in use. */
export interface EngineUse {
  readonly engine: EngineName;
  readonly threads: number;
}

interface Failure {
  readonly name: EngineName;
  readonly error: unknown;
}

/** What an engine is opened for. */
export interface EngineSettings {
  readonly kit: ModelKit;
  readonly precision: Precision;
  readonly threads: number;
}

/** No engine could be opened. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly remedy = 'Update the browser, or join with another device. Your data is still on this one.';
}

/** Seconds within which a second loss says that it is the engine, not chance. */
const AGAIN = 60;

/** A new engine with the base weights in it. @throws ModelError on a damaged checkpoint, RangeError without memory for it */
export async function openEngine(name: EngineName, { kit, precision, threads }: EngineSettings): Promise<Engine> {
  const engine = await createEngine(name, kit.architecture, { precision, threads });
  try {
    await engine.load(readCheckpoint(kit.checkpoint.stream(), kit.architecture, kit.checkpointHash));
  } catch (error) {
    await engine.close();
    throw error instanceof DeviceRefusalError ? error.cause : error;
  }
  return engine;
}

/** Opens engines with the base weights, one at a time: the best that works, and the next where it fails. */
export class EngineSupply {
  readonly #settings: EngineSettings;
  readonly #clock: Clock;
  /** Best first. Those that fail are taken out. */
  #ranking: readonly EngineName[];
  #lostAt = Number.NEGATIVE_INFINITY;
  readonly #failures: Failure[] = [];
  #engine: Engine | null;

  /** @param engine an open one with the base weights, of the ranking's first name */
  constructor(settings: EngineSettings, ranking: readonly EngineName[], clock: Clock, engine: Engine | null = null) {
    this.#settings = settings;
    this.#ranking = ranking;
    this.#clock = clock;
    this.#engine = engine;
  }

  get use(): EngineUse {
    const engine = this.#ranking[0]!;
    return { engine, threads: threadsOf(engine, this.#settings.threads) };
  }

  /**
   * The open engine, or the first of the ranking that opens.
   * @throws ModelError on a damaged checkpoint, EngineError or the only engine's own error when none opens
   */
  async open(): Promise<Engine> {
    while (!this.#engine) {
      const [name, ...others] = this.#ranking;
      if (!name) throw this.#allFailed();
      try {
        this.#engine = await openEngine(name, this.#settings);
      } catch (error) {
        if (error instanceof ModelError) throw error;
        if (error instanceof DeviceLostError && !this.#noteLoss()) continue;
        this.#failures.push({ name, error });
        // What `simd` has no room for, the other two in WebAssembly have none for either.
        const isFull = name === 'simd' && error instanceof RangeError;
        this.#ranking = isFull ? others.filter((other) => other === 'webgpu') : others;
      }
    }
    return this.#engine;
  }

  /** Why engines were passed over, in words. */
  get failures(): string {
    return this.#failures.map(({ name, error }) => `${name}: ${sentence(messageOf(error))}`).join(' ');
  }

  /**
   * After a `DeviceLostError`: the same engine on a new device, or the next of the ranking when it is lost too often or
   * refuses its work.
   * @throws as `open`
   */
  async replace(lost: DeviceLostError | null): Promise<Engine> {
    // What lies on the device is worth nothing any more, so nothing depends on how this ends.
    await this.close().catch(() => {});
    if (lost instanceof DeviceRefusalError) {
      const [name, ...others] = this.#ranking;
      this.#failures.push({ name: name!, error: lost.cause });
      this.#ranking = others;
    } else if (this.#noteLoss()) {
      const [name, ...others] = this.#ranking;
      if (others.length === 0) throw new EngineError(`${name} lost its device twice within a minute.`);
      this.#ranking = others;
    }
    return this.open();
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    const engine = this.#engine;
    this.#engine = null;
    await engine?.close();
  }

  /** @returns whether it is the second one within a minute */
  #noteLoss(): boolean {
    const now = this.#clock.now();
    const isOften = now - this.#lostAt < AGAIN;
    this.#lostAt = now;
    return isOften;
  }

  #allFailed(): unknown {
    const [only, ...more] = this.#failures;
    if (only && more.length === 0) return only.error;
    // Too little memory is what a person can do something about.
    const memory = this.#failures.find(({ error }) => error instanceof RangeError);
    return memory?.error ?? new EngineError(`No engine can run this model on this device. ${this.failures}`);
  }
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
