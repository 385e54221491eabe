import { fork } from 'node:child_process';
import path from 'node:path';
import type { Flags } from './experiment.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'cli', 'simulate.ts');

/** A run that did not come to its end, in its own words. */
class RunError extends Error {
  override readonly name = 'RunError';
}

export interface ChildOptions {
  readonly onForwards: (forwards: number) => void;
  /** Ends it after the step under way; its closed rounds stay in its checkpoint. */
  readonly signal: AbortSignal;
}

/**
 * Runs `npm run simulate` with these flags in a process of its own.
 * @throws RunError when it fails; the signal's reason when it was ended
 */
export async function simulateInChild(flags: Flags, { onForwards, signal }: ChildOptions): Promise<void> {
  signal.throwIfAborted();
  const args = Object.entries(flags).flatMap(([name, value]) =>
    value === 'yes' ? [`--${name}`] : [`--${name}`, String(value)],
  );
  const child = fork(PROGRAM, args, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const errors: Buffer[] = [];
  child.stderr!.on('data', (chunk: Buffer) => errors.push(chunk));
  const said = new Promise((resolve) => {
    child.stderr!.once('close', resolve);
  });
  child.on('message', (message) => {
    if (typeof message === 'object' && 'forwards' in message) onForwards(Number(message.forwards));
  });
  const end = (): void => {
    if (child.connected) child.disconnect();
  };
  signal.addEventListener('abort', end, { once: true });
  const ending = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    // Not 'close', which never comes where this end has let go of the channel.
    child.once('exit', (code, killer) => resolve(code ?? `ended by ${killer}`));
  }).finally(() => signal.removeEventListener('abort', end));
  if (ending === 0) return;
  await said;
  signal.throwIfAborted();
  if (typeof ending === 'string') throw new RunError(ending);
  const last = Buffer.concat(errors).toString('utf8').trim().split('\n').at(-1);
  throw new RunError(`${last || 'no message'} (exit code ${ending})`);
}
