import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

const COMPRESSIBLE = /\.(?:html|js|mjs|css|svg|json|webmanifest|wasm)$/;
/** Below this a header costs more than compression saves. */
const SMALLEST = 1000;
/** Within 2 % of the best for wasm, at a tenth of its time (14 MB: seconds instead of half a minute). */
const BROTLI_QUALITY = 9;

/**
 * Writes `file.br` and `file.gz` beside every compressible file of the build. Both: browsers ask for brotli
 * over https only, and a phone in the local network comes over http.
 */
export function compressOutput(): Plugin {
  let folder = '';
  return {
    name: 'compress-output',
    apply: 'build',
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir);
    },
    async closeBundle(error) {
      // A build that failed has its own error to show, and may have left no folder.
      if (error) return;
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      for (const entry of entries) {
        if (entry.isFile() && COMPRESSIBLE.test(entry.name)) await compress(path.join(entry.parentPath, entry.name));
      }
    },
  };
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < SMALLEST) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [small, compatible] = await Promise.all([brotli(bytes, { params }), deflate(bytes, { level: 9 })]);
  if (small.length < bytes.length) await writeFile(`${file}.br`, small);
  if (compatible.length < bytes.length) await writeFile(`${file}.gz`, compatible);
}
