import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { type Manifest, templateFields } from '../src/protocol/index.ts';

/** The sample sets that headless volunteers share among themselves. */
const SAMPLES = ['amazon', 'imdb', 'yelp'] as const;

/** Which data volunteer `place` (0, 1, ...) of `count` gets. */
export interface SampleShare {
  readonly source: string;
  /** For `--data`. */
  readonly data: string;
}

/** One source each in turn, so that data differ from client to client; shared by rows where sources are too few. */
export function sampleShare(place: number, count: number): SampleShare {
  const first = place % SAMPLES.length;
  const source = SAMPLES[first]!;
  const sharing = Math.ceil((count - first) / SAMPLES.length);
  const part = sharing > 1 ? `:${Math.floor(place / SAMPLES.length) + 1}/${sharing}` : '';
  return { source, data: `sample:${source}${part}` };
}

/**
 * Starts a headless volunteer as a process of its own, with a channel on which it tells its events.
 * It leaves when the channel is closed, so it ends with this process, however that ends.
 * @param flags of `npm run volunteer`
 */
export function forkVolunteer(flags: readonly string[]): ChildProcess {
  return fork(path.join(import.meta.dirname, '..', 'cli', 'volunteer.ts'), flags, {
    // By its own address: the working directory may have no tsx.
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** @throws Error where the sample sets, which have one text and two classes, cannot be a federation's examples */
export function requireSamples({ id, task }: Manifest): void {
  if (templateFields(task.template).length === 1 && task.labels.length === 2) return;
  throw new Error(
    `--volunteers trains on sample reviews, which do not fit federation "${id}". Leave it out, and start volunteers ` +
      `with data of their own: npm run volunteer -- --federation ${id} --data FILE`,
  );
}

/** Headless volunteers on sample data, so that one person alone sees a federation move. */
export function startVolunteers(relay: string, federation: string, count: number): ChildProcess[] {
  return Array.from({ length: count }, (_, i) => {
    const flags = { relay, federation, data: sampleShare(i, count).data, threads: '1' };
    const child = forkVolunteer(Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]));
    child.on('error', (error) => console.error(`Volunteer ${i + 1} could not be started: ${error.message}`));
    child.on('message', (event) => {
      const { success, output } = v.safeParse(fatalProblem, event);
      if (success) console.error(`Volunteer ${i + 1} stopped: ${output.problem.message} ${output.problem.remedy}`);
    });
    return child;
  });
}

/** The one event of a volunteer that a person who only watches the relay should hear of. */
const fatalProblem = v.object({
  type: v.literal('problem'),
  problem: v.object({ message: v.string(), remedy: v.string(), fatal: v.literal(true) }),
});
