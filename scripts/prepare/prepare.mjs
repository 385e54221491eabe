import { fileURLToPath } from 'node:url';
import { runTool, say } from './command.mjs';
import { installDependencies } from './dependencies.mjs';
import { hashFiles, refresh } from './stale.mjs';

/** Settings that every product of a build depends on. */
const SETTINGS = ['package-lock.json', 'tsconfig.json'];

/**
 * Makes the clone ready to run: dependencies, the noise kernel and, where asked, the page. Does nothing that is done
 * already; throws `Unprepared` with advice where it cannot go on.
 *
 * @param {{ page: boolean }} needs
 */
export async function prepare({ page }) {
  process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
  await installDependencies();
  await refresh({
    name: 'kernel',
    output: 'src/lattice/kernel/generated/kernel.ts',
    inputs: hashFiles([...SETTINGS, 'src/lattice/kernel/assembly', 'scripts/build-kernel.mjs']),
    build: async () => {
      say('Building the noise kernel ...');
      await runTool('Building the noise kernel', process.execPath, ['scripts/build-kernel.mjs']);
    },
  });
  if (!page) return;
  await refresh({
    name: 'page',
    output: 'dist/index.html',
    inputs: hashFiles([...SETTINGS, 'index.html', 'vite.config.ts', 'src', 'public'], isShipped),
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
