import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { RelayOptions } from '../../server/index.ts';
import type { Answer, Order, Usage } from './relay-child.ts';

/** A relay in a process of its own, to be measured and to be killed. It ends with this process, however that ends. */
export class RelayProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  /** Settles when the program is loaded and waits to be started. */
  readonly loaded: Promise<void>;
  /** What it wrote on standard output and standard error. */
  log = '';
  port = 0;

  /**
   * Loads the relay's program without starting it, so that a start measures what a start does.
   * @param flags of Node, such as `--expose-gc`
   */
  constructor(flags: readonly string[] = []) {
    this.#child = fork(path.join(import.meta.dirname, 'relay-child.ts'), [], {
      execArgv: ['--import', 'tsx', ...flags],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (text: Buffer) => (this.log = (this.log + String(text)).slice(-100_000)));
    }
    this.#gone = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    this.loaded = this.#answer('standby').then(() => {});
    this.loaded.catch(() => {});
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @returns milliseconds that it took @throws Error with the relay's own message */
  async start(options: Omit<RelayOptions, 'host'>): Promise<number> {
    await this.loaded;
    const started = this.#answer('started');
    this.#send({ type: 'start', options: { ...options, host: '127.0.0.1' } });
    const { port, milliseconds } = await started;
    this.port = port;
    return milliseconds;
  }

  async usage(): Promise<Usage> {
    const answer = this.#answer('usage');
    this.#send({ type: 'usage' });
    return answer;
  }

  /** As `kill -9` does: nothing is flushed, nobody is told. Settles when the process is gone. */
  kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.#gone;
  }

  /** SIGSTOP and SIGCONT: the process stands still as one whose machine was suspended. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  /** Closes it as npm start does on Ctrl-C, and kills it where that takes more than ten seconds. */
  async close(): Promise<void> {
    if (!this.isRunning) return;
    this.#send({ type: 'close' });
    const timer = setTimeout(() => void this.kill(), 10_000);
    await this.#gone;
    clearTimeout(timer);
  }

  #send(order: Order): void {
    this.#child.send(order, () => {});
  }

  #answer<Type extends Answer['type']>(type: Type): Promise<Answer & { type: Type }> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#child.off('message', take);
        this.#child.off('exit', end);
      };
      const take = (answer: Answer): void => {
        if (answer.type === 'failed') {
          settle();
          reject(new Error(`The relay did not start: ${answer.message}`));
        } else if (isOf(answer, type)) {
          settle();
          resolve(answer);
        }
      };
      const end = (code: number | null, signal: string | null): void => {
        settle();
        reject(new Error(`The relay's process ended with ${signal ?? code}:\n${this.log}`));
      };
      this.#child.on('message', take);
      this.#child.once('exit', end);
    });
  }
}

function isOf<Type extends Answer['type']>(answer: Answer, type: Type): answer is Answer & { type: Type } {
  return answer.type === type;
}
