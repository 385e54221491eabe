import type { EventEmitter } from 'node:events';
import { type RelayOptions, startRelay } from '../../server/index.ts';
import { steadyNow } from './clock.ts';

/** What the parent asks of a relay's process. */
export type Order =
  | { readonly type: 'start'; readonly options: RelayOptions }
  | { readonly type: 'usage' }
  | { readonly type: 'close' };

/** What a relay's process answers. */
export type Answer =
  /** Loaded, and waiting for its orders. */
  | { readonly type: 'standby' }
  | { readonly type: 'started'; readonly port: number; readonly milliseconds: number }
  | { readonly type: 'failed'; readonly message: string }
  | ({ readonly type: 'usage' } & Usage);

/** What a process has taken of the machine. Bytes; seconds of processor time since it began. */
export interface Usage {
  readonly rss: number;
  /** The most there ever was. */
  readonly peakRss: number;
  /** After a full collection where the process may order one, and null otherwise. */
  readonly heap: number | null;
  readonly cpuSeconds: number;
}

function usage(): Usage {
  const collect: unknown = Reflect.get(globalThis, 'gc');
  // The second collection frees what the first one's finalizers let go.
  if (typeof collect === 'function') for (let i = 0; i < 2; i++) collect();
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    rss,
    peakRss: maxRSS * 1024,
    heap: typeof collect === 'function' ? heapUsed + external : null,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  };
}

/** Serves a parent's orders. The channel is that of `fork`: who else could send something? */
function serve(): void {
  let close = (): Promise<void> => Promise.resolve();
  const answer = (what: Answer): void => void process.send?.(what);
  const take = (order: Order): void => {
    if (order.type === 'usage') answer({ type: 'usage', ...usage() });
    else if (order.type === 'close') void close().then(() => process.exit(0));
    else {
      const began = steadyNow();
      startRelay(order.options).then(
        (relay) => {
          close = () => relay.close();
          answer({ type: 'started', port: relay.port, milliseconds: steadyNow() - began });
        },
        (error: unknown) => answer({ type: 'failed', message: String(error) }),
      );
    }
  };
  const events: EventEmitter = process;
  events.on('message', take);
  // A parent that is gone wants no relay; its Ctrl-C is the parent's to take.
  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => {});
  answer({ type: 'standby' });
}

if (process.argv[1] === import.meta.filename) serve();
