import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { Manifest } from '../../../src/protocol/index.ts';

const statusSchema = v.object({
  sequence: v.number(),
  connected: v.number(),
  ready: v.number(),
  fingerprint: v.nullable(v.object({ sequence: v.number(), fingerprint: v.string() })),
  snapshot: v.nullable(v.object({ sequence: v.number(), bytes: v.number(), url: v.string() })),
  round: v.nullable(v.object({ number: v.number(), participants: v.number(), contributed: v.number() })),
});

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

/** The real relay with the built page and SQLite on disk, as a process that can be killed and started again. */
export class RelayProcess {
  readonly #manifests: readonly Manifest[];
  readonly #data: string;
  readonly #environment: Readonly<Record<string, string>>;
  #port = 0;
  #child: ChildProcess | null = null;
  /** What it printed, over all its lives. */
  log = '';

  private constructor(manifests: readonly Manifest[], data: string, environment: Readonly<Record<string, string>>) {
    this.#manifests = manifests;
    this.#data = data;
    this.#environment = environment;
  }

  /** @param environment beside this process's own */
  static async start(manifests: readonly Manifest[], environment = {}): Promise<RelayProcess> {
    if (!existsSync(path.join(ROOT, 'dist', 'index.html'))) {
      throw new Error('The page is not built: run `npm run build` before the end-to-end tests.');
    }
    const relay = new RelayProcess(manifests, await mkdtemp(path.join(tmpdir(), 'dandelion-e2e-')), environment);
    await relay.restart();
    return relay;
  }

  /** Its data directory. */
  get folder(): string {
    return this.#data;
  }
  get port(): number {
    return this.#port;
  }
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it on the same data and port. */
  async restart(): Promise<void> {
    const options = JSON.stringify({ manifests: this.#manifests, data: this.#data, port: this.#port });
    const child = fork(path.join(import.meta.dirname, 'relay-child.ts'), [options], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (this.log += String(text)));
    this.#port = await new Promise((resolve, reject) => {
      child.once('message', (port) => resolve(Number(port)));
      child.once('exit', (code) => reject(new Error(`The relay ended with ${code}:\n${this.log}`)));
    });
  }

  /** Kills it as `kill -9` does: nothing is said, nothing is saved. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async status(federation = 'small'): Promise<v.InferOutput<typeof statusSchema>> {
    const response = await fetch(`${this.url}/federations/${federation}`);
    return v.parse(statusSchema, await response.json());
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
  }
}
