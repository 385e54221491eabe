import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './environment.ts';

const MAIN = path.join(ROOT, 'bench', 'tasks', 'main.ts');

/** How long a cell may take, in milliseconds: RoBERTa-large by backpropagation is the slowest. */
const LONGEST = 15 * 60_000;

/**
 * Runs a task in a Node process of its own.
 * @returns what it printed last, as JSON
 * @throws Error with the process's own last error, or how it ended
 */
export async function runInNode(task: string, cell: unknown): Promise<unknown> {
  const flags = ['--expose-gc', '--import', 'tsx', MAIN, task, JSON.stringify(cell)];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'], cwd: ROOT });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => errors.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST);
  const ending = await new Promise<string | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : signal ? `ended by ${signal}` : `exit code ${code}`),
    );
  });
  clearTimeout(timer);
  if (ending !== null) throw new Error(`${errorLine(Buffer.concat(errors).toString()) ?? 'no message'} (${ending})`);
  const line = Buffer.concat(output).toString().trim().split('\n').at(-1) ?? '';
  return JSON.parse(line);
}

/** `RangeError: ...` or `... Error: ...` among a stack trace's lines. */
function errorLine(text: string): string | null {
  return (
    text
      .split('\n')
      .findLast((line) => /^(?:\w*Error\b|\s*(?:Uncaught )?\w*Error:)/.test(line))
      ?.trim() ?? null
  );
}
