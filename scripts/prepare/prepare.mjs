import { fileURLToPath } from 'node:url';
import { runTool, say } from './command.mjs';
import { installDependencies } from './dependencies.mjs';
import { hashFiles, refresh } from './stale.mjs';

/** Everything that the built page depends on. */
const PAGE_INPUTS = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'scripts/compress.ts',
  'scripts/notices.ts',
  'scripts/offline-shell.ts',
  'docs/THREATS.md',
  'index.html',
  'src',
  'public',
];

/**
 * Makes the clone ready to run: dependencies, the noise kernel and, where asked, the page. Does nothing that is done
 * already; throws `Unprepared` with advice where it cannot go on.
 *
 * @param {{ page: boolean }} needs
 */
export async function prepare({ page }) {
  process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
  await installDependencies();
  // It knows by itself whether it has anything to do, and prints nothing where it has not.
  const built = await runTool('Building the noise kernel', process.execPath, ['scripts/build-kernel.mjs']);
  if (built.trim() !== '') say(built.trim());
  if (!page) return;
  await refresh({
    name: 'page',
    output: 'dist/index.html',
    inputs: hashFiles(PAGE_INPUTS, isShipped),
    build: async () => {
      say('Building the page ...');
      await runTool('Building the page', process.execPath, ['node_modules/vite/bin/vite.js', 'build']);
    },
  });
}

/** Tests change nothing in the page. @param {string} path */
function isShipped(path) {
  return !/\.test\.tsx?$/.test(path);
}
