import type { World } from '../../simulator/index.ts';
import { parseSequence } from '../../src/protocol/index.ts';
import type { Command } from '../../server/room/index.ts';
import type { Watch } from './invariants.ts';
import type { Ledger } from './ledger.ts';
import type { Relay } from './relay.ts';

/** Entries that one rollback takes back, at most. */
const FARTHEST = 6;

/** Whoever has the organiser's key: gives commands to whatever node is up, and hears or does not hear what came of them. */
export class Organiser {
  readonly counts = { given: 0, done: 0, refused: 0 };
  readonly #world: World;
  readonly #watch: Watch;
  readonly #ledger: Ledger;
  readonly #nodes: readonly Relay[];

  constructor(world: World, watch: Watch, ledger: Ledger, nodes: readonly Relay[]) {
    this.#world = world;
    this.#watch = watch;
    this.#ledger = ledger;
    this.#nodes = nodes;
  }

  give(command: Command): void {
    const up = this.#nodes.filter(({ federation }) => federation !== null);
    if (up.length === 0) return;
    const { federation } = this.#world.pick(up);
    this.counts.given++;
    this.#watch.note(`the organiser says ${JSON.stringify(command)}`);
    void federation?.command(command).then((result) => {
      this.counts[result.ok ? 'done' : 'refused']++;
      this.#watch.note(`${command.do}: ${result.ok ? 'done' : result.words}`);
    });
  }

  rollBack(): void {
    const { head } = this.#ledger;
    const back = 1 + (this.#world.draw() % FARTHEST);
    this.give({ do: 'rollback', to: parseSequence(Math.max(0, head - back)) });
  }
}
