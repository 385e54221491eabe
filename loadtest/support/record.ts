import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, platform, arch, release, totalmem } from 'node:os';
import path from 'node:path';

/** What a figure depends on beside the code. */
function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
  };
}

/** Writes a result where it is wanted, with what it was measured on and how. */
export async function writeRecord(file: string | undefined, command: string, result: object): Promise<void> {
  if (file === undefined) return;
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  const record = { machine: machine(), command, date: new Date().toISOString(), ...result };
  await writeFile(file, `${JSON.stringify(record, null, 2)}\n`);
}

/** Progress for whoever waits, apart from the result. */
export function tell(words: string): void {
  process.stderr.write(`${words}\n`);
}
