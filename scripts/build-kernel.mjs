// Compiles the WASM modules (AssemblyScript) into TypeScript modules, so that Node, pages and workers load it alike
// and without a request. Does nothing when the sources and the compiler are the ones of the last build.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const LATTICE = 'src/lattice/kernel/assembly/';
const SIMD = 'src/engine/simd/assembly/';

const OPTIONS = [
  ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
  // The page's side makes the memory; 65,536 pages are the 4 GiB that 32-bit addresses reach.
  ['--importMemory', '--noExportMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  // AS112 warns of vectors in signatures that leave their file; none of them leaves the module.
  ['--disableWarning', '112'],
].flat();

const THREADS = ['--sharedMemory', '--enable', 'threads'];

/** @typedef {{ sources: readonly string[], target: string, what: string, options: readonly string[] }} Build */

/** The first folder of the sources has the entry, index.ts. @type {readonly Build[]} */
const BUILDS = [
  {
    sources: [LATTICE],
    target: 'src/lattice/kernel/generated/kernel.ts',
    what: "The lattice's kernel",
    options: OPTIONS,
  },
  {
    sources: [SIMD, LATTICE],
    target: 'src/engine/simd/generated/plain.ts',
    what: 'Forward pass and lattice',
    options: [...OPTIONS, ...THREADS],
  },
  {
    sources: [SIMD, LATTICE],
    target: 'src/engine/simd/generated/relaxed.ts',
    what: 'Forward pass and lattice with relaxed SIMD',
    options: [...OPTIONS, ...THREADS, '--enable', 'relaxed-simd', '--use', 'relaxed=1'],
  },
];

/** How a module is written is part of what it is. */
const own = readFileSync(new URL(import.meta.url));
const { version } = createRequire(import.meta.url)('assemblyscript/package.json');

for (const build of BUILDS) await bringUpToDate(build);

/** @param {Build} build */
async function bringUpToDate({ sources, target, what, options }) {
  const hash = createHash('sha256')
    .update(JSON.stringify([version, options]))
    .update(own);
  for (const folder of sources) {
    for (const name of readdirSync(new URL(folder, root)).toSorted())
      hash.update(`\0${name}\0`).update(readFileSync(new URL(folder + name, root)));
  }
  const stamp = `// Made by scripts/build-kernel.mjs. Sources: ${hash.digest('hex')}\n`;
  const file = new URL(target, root);
  if (isCurrent(file, stamp)) return;
  const wasm = await compile(`${sources[0]}index.ts`, options);
  const text = `${stamp}
/** ${what}: ${wasm.length} bytes of WebAssembly. */
// Pure, so that a bundle that does not call it is built without it.
export const wasm: Uint8Array<ArrayBuffer> = /* @__PURE__ */ Uint8Array.from(
  /* @__PURE__ */ atob('${Buffer.from(wasm).toString('base64')}'),
  (character) => character.charCodeAt(0),
);
`;
  mkdirSync(new URL('.', file), { recursive: true });
  // Renamed into place, so that a build beside this one never reads half a file.
  const half = new URL(`${basename(target)}.${process.pid}.tmp`, file);
  writeFileSync(half, text);
  renameSync(half, file);
  console.log(`${target}: ${wasm.length} bytes of WebAssembly`);
}

/** @param {URL} file @param {string} stamp */
function isCurrent(file, stamp) {
  try {
    return readFileSync(file, 'utf8').startsWith(stamp);
  } catch {
    return false; // Not built yet.
  }
}

/** @param {string} entry @param {readonly string[]} options @returns {Promise<Uint8Array>} */
async function compile(entry, options) {
  // Loaded only here: a build with nothing to do is to cost nothing.
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let wasm;
  /** @type {(name: string, contents: string | Uint8Array) => void} */
  const writeFile = (name, contents) => {
    if (name === 'module.wasm' && typeof contents !== 'string') wasm = contents;
  };
  const place = [entry, '--baseDir', fileURLToPath(root), '--outFile', 'module.wasm'];
  const { error } = await asc.main([...place, ...options], { writeFile, stderr: process.stderr });
  if (error || !wasm) throw new Error(`${entry} does not compile; the compiler says why above.`, { cause: error });
  return wasm;
}
