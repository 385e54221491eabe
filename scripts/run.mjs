// The one door for every command of package.json: prepares what is missing or stale, then runs the program.
// Plain JavaScript without dependencies, since in a fresh clone nothing else can run.
//
//     node scripts/run.mjs COMMAND [flags of the program ...]

import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Dandelion needs Node 20.19 or later, and this is Node ${process.versions.node}.`);
  console.error('Install a newer one (https://nodejs.org), then run the same command again.');
  process.exit(1);
}

/**
 * What each command needs and runs; `page` is whether it serves the built page. `npm test` builds it as a suite.
 *
 * @type {Record<string, { page: boolean, program: string | null }>}
 */
const commands = {
  start: { page: true, program: 'server/main.ts' },
  demo: { page: false, program: 'cli/demo.ts' },
  volunteer: { page: false, program: 'cli/volunteer.ts' },
  organise: { page: false, program: 'cli/organise.ts' },
  simulate: { page: false, program: 'cli/simulate.ts' },
  replay: { page: false, program: 'cli/replay.ts' },
  experiment: { page: false, program: 'experiments/main.ts' },
  faults: { page: false, program: 'tests/sim/run.ts' },
  loadtest: { page: false, program: 'loadtest/main.ts' },
  test: { page: false, program: 'scripts/test.ts' },
  build: { page: true, program: null },
};

const [name = '', ...flags] = process.argv.slice(2);
// A bench is named by its file: `npm run bench -- noise`.
const bench = name === 'bench' ? `bench/${flags.shift()}.ts` : null;
const isThere = bench !== null && existsSync(new URL(`../${bench}`, import.meta.url));
const command = isThere ? { page: false, program: bench } : commands[name];
if (!command) {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(commands).join(' | ')} | bench NAME [flags]`);
  process.exit(2);
}

// Imported late, so that an old Node gets the message above instead of a syntax error.
const { prepare, Unprepared } = await import('./prepare/index.mjs');
const { runProgram } = await import('./program.mjs');
try {
  // Who asks a program what there is does not wait for the page.
  const isAsked = command.program !== null && flags.includes('--help');
  await prepare({ page: command.page && !isAsked });
  if (command.program) process.exitCode = await runProgram(command.program, flags);
} catch (error) {
  if (!(error instanceof Unprepared)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = error.exitCode;
}
