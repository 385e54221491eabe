import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

/** The sample sets that the headless volunteers share among themselves. */
const SAMPLES = ['amazon', 'imdb', 'yelp'];

/**
 * Starts headless volunteers as processes of their own, so that one person alone sees a federation move.
 * They end with this process, however it ends, since they lose their channel to it.
 */
export function startVolunteers(relay: string, federation: string, count: number): ChildProcess[] {
  return Array.from({ length: count }, (_, i) => {
    const sample = SAMPLES[i % SAMPLES.length]!;
    const sharing = Math.ceil((count - (i % SAMPLES.length)) / SAMPLES.length);
    const part = sharing > 1 ? `:${Math.floor(i / SAMPLES.length) + 1}/${sharing}` : '';
    return fork(
      path.join(import.meta.dirname, '..', 'cli', 'volunteer.ts'),
      ['--relay', relay, '--federation', federation, '--data', `sample:${sample}${part}`],
      { execArgv: ['--import', 'tsx'], serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
  });
}
