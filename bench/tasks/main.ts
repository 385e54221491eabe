/** The program of a fresh Node process: `main.ts TASK CELL`. The result is the last line that it prints. */
import { tasks } from './index.ts';

const [name = '', cell = 'null'] = process.argv.slice(2);
const task = tasks[name];
if (!task) throw new Error(`There is no task ${name}.`);
console.log(JSON.stringify(await task(JSON.parse(cell))));
// Threads of an engine may wait for work.
process.exit(0);
