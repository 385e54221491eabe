import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..');

/** What a result depends on beside the code. */
export function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
  };
}

/** Installed versions of packages. @param folder where `node_modules` is */
export function versionsOf(packages: readonly string[], folder = ROOT): Record<string, string> {
  return Object.fromEntries(
    packages.map((name) => {
      const { version }: { version: string } = JSON.parse(
        readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8'),
      );
      return [name, version];
    }),
  );
}
