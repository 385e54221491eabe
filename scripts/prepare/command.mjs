import { spawn } from 'node:child_process';

/** Preparing failed in a way that a person can mend; the message says how. Ends the command without a stack trace. */
export class Unprepared extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Prints one line of progress. @param {string} line */
export function say(line) {
  console.log(`[dandelion] ${line}`);
}

/**
 * Runs a tool of the build quietly and gives its output, or throws it where the tool fails.
 *
 * @param {string} what what the tool was to do, for the message
 * @param {string} file
 * @param {readonly string[]} args
 * @param {(output: string) => string | null} [explain] turns known output into advice
 */
export async function runTool(what, file, args, explain = () => null) {
  // npm is a shell script's wrapper (npm.cmd) on Windows, which only a shell can start.
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  /** @type {Buffer[]} */
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  /** @type {NodeJS.Signals | null} */
  let interrupted = null;
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => {
    interrupted = signal;
    child.kill(signal);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (interrupted) throw new Unprepared('Interrupted.', interrupted === 'SIGINT' ? 130 : 143);
  const output = Buffer.concat(chunks).toString();
  if (code === 0) return output;
  throw new Unprepared(`${what} failed.\n${explain(output) ?? output.trim()}`);
}
