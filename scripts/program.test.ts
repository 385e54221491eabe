import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'program-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `runProgram` on TypeScript text in a process of its own, and signals that process when it prints "ready". */
function run(text: string, signals: readonly NodeJS.Signals[] = []): Promise<{ code: number | null; output: string }> {
  const program = join(folder, 'program.ts');
  writeFileSync(program, text);
  const caller = `const { runProgram } = await import('./scripts/program.mjs');
    process.exitCode = await runProgram(${JSON.stringify(program)}, ['--flag', 'a b']);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', caller]);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (`${chunk}`.includes('ready')) for (const signal of signals) child.kill(signal);
  });
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
}

test('passes flags on, and gives the exit code of the program', async () => {
  const result = await run('const flags: string[] = process.argv.slice(2); console.log(flags); process.exit(7);');
  expect(result).toEqual({ code: 7, output: "[ '--flag', 'a b' ]\n" });
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'one %s that arrives twice reaches the program once, and it may end in its own time',
  async (signal) => {
    const text = `let count = 0;
    process.on('${signal}', () => { count++; setTimeout(() => { console.log('closed', count); process.exit(0); }, 100); });
    setInterval(() => {}, 1000); console.log('ready');`;
    expect(await run(text, [signal, signal])).toEqual({ code: 0, output: 'ready\nclosed 1\n' });
  },
);

test('a program that a signal ends gives 130, and no stack trace', async () => {
  const text = `setInterval(() => {}, 1000); console.log('ready');`;
  expect(await run(text, ['SIGINT'])).toEqual({ code: 130, output: 'ready\n' });
});
