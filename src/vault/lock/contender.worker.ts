import { openDatabase } from '../database.ts';
import { leaseLock, webLock } from './index.ts';

/** For tests: a worker that wants the lock at once and lets go of it when told anything. */
export interface ContenderOptions {
  readonly kind: 'web lock' | 'lease';
  readonly name: string;
}
export type ContenderNews = 'waiting' | 'held' | 'released';

const tell = (news: ContenderNews) => self.postMessage(news);

self.addEventListener(
  'message',
  async ({ data: { kind, name } }: MessageEvent<ContenderOptions>) => {
    const times = { heartbeat: 50, expiry: 1000 };
    const withLock =
      kind === 'web lock' ? webLock(navigator.locks, name) : leaseLock(await openDatabase({ name }), name, times);
    const run = () => {
      tell('held');
      return new Promise<void>((resolve) => self.addEventListener('message', () => resolve(), { once: true }));
    };
    await withLock(new AbortController().signal, () => tell('waiting'), run);
    tell('released');
  },
  { once: true },
);
