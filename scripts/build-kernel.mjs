// Compiles the WASM kernel (AssemblyScript) into a TypeScript module, so that Node, pages and workers load it alike
// and without a request. Does nothing when the sources and the compiler are the ones of the last build.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const kernel = new URL('../src/lattice/kernel/', import.meta.url);
const sources = new URL('assembly/', kernel);
const target = new URL('generated/kernel.ts', kernel);

const OPTIONS = [
  ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
  // The page's side makes the memory; 65,536 pages are the 4 GiB that 32-bit addresses reach.
  ['--importMemory', '--noExportMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  // AS112 warns of vectors in signatures that leave their file; none of them leaves the module.
  ['--disableWarning', '112'],
].flat();

const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
const hash = createHash('sha256').update(JSON.stringify([version, OPTIONS]));
for (const name of readdirSync(sources).toSorted())
  hash.update(`\0${name}\0`).update(readFileSync(new URL(name, sources)));
const stamp = `// Made by scripts/build-kernel.mjs. Sources: ${hash.digest('hex')}\n`;

if (!isCurrent()) {
  const wasm = await compile();
  const text = `${stamp}
/** The WASM kernel, ${wasm.length} bytes. */
export const wasm: Uint8Array<ArrayBuffer> = Uint8Array.from(
  atob('${Buffer.from(wasm).toString('base64')}'),
  (character) => character.charCodeAt(0),
);
`;
  mkdirSync(new URL('.', target), { recursive: true });
  // Renamed into place, so that a build beside this one never reads half a file.
  const half = new URL(`kernel.${process.pid}.tmp`, target);
  writeFileSync(half, text);
  renameSync(half, target);
  console.log(`kernel: ${wasm.length} bytes of WebAssembly`);
}

function isCurrent() {
  try {
    return readFileSync(target, 'utf8').startsWith(stamp);
  } catch {
    return false; // Not built yet.
  }
}

/** @returns {Promise<Uint8Array>} */
async function compile() {
  // Loaded only here: a build with nothing to do is to cost nothing.
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let wasm;
  /** @type {(name: string, contents: string | Uint8Array) => void} */
  const writeFile = (name, contents) => {
    if (name === 'kernel.wasm' && typeof contents !== 'string') wasm = contents;
  };
  const args = ['index.ts', '--baseDir', fileURLToPath(sources), '--outFile', 'kernel.wasm', ...OPTIONS];
  const { error } = await asc.main(args, { writeFile, stderr: process.stderr });
  if (error || !wasm) throw new Error('The kernel does not compile; the compiler says why above.', { cause: error });
  return wasm;
}
