/** The program of a fresh Node process: `main.ts TASK CELL`. The result is the last line that it prints. */
import process from 'node:process';

const [taskName = '', cell = 'null'] = process.argv.slice(2);
// Imported late and alone: what a process imports is part of the memory that it is measured by.
const load = {
  memory: async () => (await import('./memory.ts')).memory,
  catchup: async () => (await import('./catchup.ts')).catchup,
}[taskName];
const task = load ? await load() : (await import('./index.ts')).tasks[taskName];
if (!task) throw new Error(`There is no task ${taskName}.`);
console.log(JSON.stringify(await task(JSON.parse(cell))));
// Threads of an engine may wait for work.
process.exit(0);
