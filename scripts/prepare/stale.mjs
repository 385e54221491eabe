import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * SHA-256 over the names and contents of files, in one order on every system.
 *
 * @param {readonly string[]} paths files and folders; those that do not exist count as empty
 * @param {(path: string) => boolean} [counts] which files count
 */
export function hashFiles(paths, counts = () => true) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesUnder).filter(counts)) {
    const content = readFileSync(path);
    hash.update(`${path.replaceAll('\\', '/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesUnder(join(path, name)));
}

/**
 * Runs `build` unless `output` exists and was built from inputs of this hash.
 *
 * @param {{ name: string, output: string, inputs: string, build: () => Promise<void> }} product
 */
export async function refresh({ name, output, inputs, build }) {
  const stamp = join('.cache', 'built', name);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
  await build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
}
