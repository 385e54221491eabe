import type { EventEmitter } from 'node:events';
import { Crowd } from './crowd.ts';
import type { CrowdReport, CrowdSettings } from './crowd-reports.ts';

/** What a driver's parent asks of it. */
export type CrowdOrder =
  | { readonly type: 'start'; readonly settings: CrowdSettings }
  | { readonly type: 'ready' }
  | { readonly type: 'stop' };

/** A crowd in a process of its own. */
function serve(): void {
  let crowd: Crowd | null = null;
  const report = (what: CrowdReport): void => void process.send?.(what);
  const take = (order: CrowdOrder): void => {
    if (order.type === 'stop') return crowd?.stop();
    if (order.type === 'ready') return crowd?.makeReady();
    crowd = new Crowd(order.settings, report);
    void crowd.run();
  };
  const events: EventEmitter = process;
  events.on('message', take);
  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => {});
}

serve();
