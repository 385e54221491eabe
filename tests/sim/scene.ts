import type { Door, Network, World } from '../../simulator/index.ts';
import type { Device } from './device.ts';
import type { Disk } from './disk.ts';
import type { Hostile } from './hostile.ts';
import type { Watch } from './invariants.ts';
import type { Ledger } from './ledger.ts';
import type { FaultyLine } from './network.ts';
import type { Oracle } from './oracle.ts';
import type { Organiser } from './organiser.ts';
import type { Plan } from './plan.ts';
import type { Relay } from './relay.ts';
import type { Ending, EventName } from './troubles.ts';
import type { Wiretap } from './wiretap.ts';

/** Everybody in one simulation. */
export interface Scene {
  readonly plan: Plan;
  readonly world: World;
  readonly line: FaultyLine;
  readonly network: Network<Door>;
  readonly disk: Disk;
  readonly ledger: Ledger;
  readonly oracle: Oracle;
  readonly wiretap: Wiretap;
  readonly nodes: readonly Relay[];
  readonly devices: readonly Device[];
  readonly hostile: Hostile;
  readonly organiser: Organiser;
  readonly watch: Watch;
  /** What is to be mended. */
  readonly ending: Ending;
  /** Times that each kind of trouble was made. */
  readonly counts: Map<EventName, number>;
}
