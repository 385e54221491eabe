import type { Cluster } from '../../server/cluster/index.ts';
import type { Log, Write } from '../../server/log/index.ts';
import type { AnalyticLearner } from '../support/analytic-learner.ts';
import type { Disk } from './disk.ts';
import type { Life } from './life.ts';

/**
 * Something that is broken on purpose, to see that the simulator notices it. Nothing of it is in a simulation otherwise.
 */
export interface Sabotage {
  /** Stands between a relay's process and its log. */
  readonly log?: (log: Log, disk: Disk, life: Life) => Log;
  /** Stands between a node and the database. */
  readonly cluster?: (cluster: Cluster, disk: Disk, life: Life) => Cluster;
  /** What the ledger hears to have been committed. */
  readonly heard?: (writes: readonly Write[]) => readonly Write[];
  /** Of every tab. */
  readonly learner?: (learner: AnalyticLearner) => void;
  /** Of the replay that everybody is compared with. */
  readonly oracle?: (learner: AnalyticLearner) => void;
}

/** An object with some of its methods replaced. */
export function altered<T extends object>(target: T, changes: Partial<T>): T {
  return new Proxy(target, {
    get: (_, name) => {
      if (Object.hasOwn(changes, name)) return Reflect.get(changes, name);
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
