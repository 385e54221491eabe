import { type ChildProcess, fork } from 'node:child_process';
import { startRelay } from '../../server/index.ts';
import { tinyFederation } from './tiny-model.ts';

/** A relay in a process of its own, to be killed. */
export interface RelayProcess {
  readonly url: string;
  /** As `kill -9` does: nothing is flushed, nobody is told. Settles when the process is gone. */
  kill(): Promise<void>;
}

/** Starts a relay of the tiny federation on the data below `folder`, which may have been killed before. */
export async function forkRelay(folder: string): Promise<RelayProcess> {
  const child: ChildProcess = fork(import.meta.filename, [folder], { execArgv: ['--import', 'tsx'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => {
      if (typeof message === 'string') resolve(message);
      else reject(new Error("The relay's process sent something other than its address."));
    });
    child.once('exit', (code) => reject(new Error(`The relay's process ended with ${code}.`)));
  });
  return {
    url,
    kill() {
      child.kill('SIGKILL');
      return gone;
    },
  };
}

const [, file, folder] = process.argv;
if (file === import.meta.filename && folder) {
  const manifests = [await tinyFederation(folder)];
  const data = `${folder}/data`;
  // Without the model: what is asked here is what the log keeps.
  const relay = await startRelay({
    manifests,
    data,
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    reconstruct: false,
  });
  process.send?.(relay.url);
  // A parent that is gone wants no relay.
  process.once('disconnect', () => process.exit());
}
