import { type ChildProcess, spawn } from 'node:child_process';

/** How long a process gets to end by itself, with the browsers it started. */
const GRACE_MS = 5000;

/**
 * Runs a program to its end, or ends it and what it started when its time is up. Ctrl-C ends it, and this process.
 *
 * @param seconds its limit
 * @returns the exit code, or in words why there is none
 */
export function runLimited(file: string, args: readonly string[], seconds: number): Promise<number | string> {
  // A group of its own, so that everything it starts can be ended with it.
  const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: process.platform !== 'win32' });
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    end(child);
  }, seconds * 1000);
  const interrupt = (signal: NodeJS.Signals): void => {
    child.once('close', () => process.exit(signal === 'SIGINT' ? 130 : 143));
    end(child);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      if (late) resolve(`ended after its limit of ${seconds} s`);
      else resolve(code ?? `ended by ${signal}`);
    });
  });
}

function end(child: ChildProcess): void {
  kill(child, 'SIGTERM');
  const force = setTimeout(() => kill(child, 'SIGKILL'), GRACE_MS);
  child.once('close', () => clearTimeout(force));
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has ended meanwhile.
  }
}
