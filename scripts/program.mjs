import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** One Ctrl-C, or one SIGTERM to the group, arrives by itself and once more from npm, a few milliseconds apart. */
const SAME_PRESS_MS = 300;

/**
 * Runs a TypeScript program to its end and passes signals on. A second Ctrl-C ends it at once.
 *
 * @param {string} path @param {readonly string[]} flags
 * @returns {Promise<number>} its exit code; 128 + n where signal n ended it
 */
export async function runProgram(path, flags) {
  const windows = process.platform === 'win32';
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...flags], {
    stdio: 'inherit',
    // A process group of its own: a Ctrl-C then reaches the program through this process only, and exactly once.
    detached: !windows,
  });
  let last = Number.NEGATIVE_INFINITY;
  let presses = 0;
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    const now = performance.now();
    if (now - last < SAME_PRESS_MS) return;
    last = now;
    presses += 1;
    if (presses > 1) stop(child, 'SIGKILL');
    else child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  };
  process.on('SIGINT', pass).on('SIGTERM', pass).on('SIGHUP', pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}

/**
 * Ends a program with all that it started. @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function stop(child, signal) {
  try {
    if (child.pid && process.platform !== 'win32') process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has ended meanwhile.
  }
}
