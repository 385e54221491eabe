import { expect, test } from 'vitest';
import { runLimited } from './run-limited.ts';

const node = (code: string, seconds: number) => runLimited(process.execPath, ['-e', code], seconds);

test('gives the exit code', async () => {
  expect(await node('process.exit(3)', 60)).toBe(3);
});

test('says which signal ended it', async () => {
  expect(await node('process.kill(process.pid, "SIGKILL")', 60)).toBe('ended by SIGKILL');
});

test('ends what hangs at its limit', async () => {
  expect(await node('setInterval(() => {}, 1000)', 0.2)).toBe('ended after its limit of 0.2 s');
});
