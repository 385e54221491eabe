/**
 * Drives real relays, on this machine only, and measures: `npm run loadtest -- [PROGRAM] [flags]`.
 * docs/RELIABILITY.md says what the programs ask and what their JSON holds.
 */
import { UsageError, runCommand } from '../cli/options.ts';
import { runCluster, runDropped, runFrames, runKill, runLoad, runReplicas, runRestart } from './commands.ts';

const programs: Readonly<Record<string, (flags: string[], signal: AbortSignal) => Promise<void>>> = {
  load: runLoad,
  kill: runKill,
  cluster: runCluster,
  dropped: runDropped,
  restart: runRestart,
  replicas: runReplicas,
  frames: runFrames,
};

const [first = 'load'] = process.argv.slice(2);
const name = first.startsWith('-') ? 'load' : first;
const flags = process.argv.slice(first.startsWith('-') || process.argv.length < 3 ? 2 : 3);

const stop = new AbortController();
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());

await runCommand(async () => {
  const program = programs[name];
  if (!program) throw new UsageError(`There is no "${name}". There are: ${Object.keys(programs).join(', ')}.`);
  await program(flags, stop.signal);
});
