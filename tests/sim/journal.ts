import type { World } from '../../simulator/index.ts';
import type { Identity } from '../../src/identity/index.ts';
import type { Contribution, ParticipantId } from '../../src/protocol/index.ts';
import { type Journal, MemoryJournal, type RoundName } from '../../src/train/index.ts';
import type { Life } from './life.ts';
import type { Said } from './said.ts';

/** Milliseconds of a write. */
const WAIT = [0, 15] as const;

/**
 * A device's journal, as all of its tabs share it. Writing takes time, in which the tab may be closed: what it was about to
 * keep is then kept or not.
 */
export class SimulatedJournal extends MemoryJournal {
  /** Rounds that the relay has acknowledged, in all lives. */
  readonly acked = new Set<number>();
  torn = 0;
  /** Called once, while the next contribution is being kept. */
  strike: (() => void) | null = null;
  readonly #world: World;
  readonly #said: Said;
  readonly #owner: ParticipantId;

  constructor(world: World, owner: Identity, said: Said) {
    super(owner);
    this.#world = world;
    this.#owner = owner.participant;
    this.#said = said;
  }

  override async keep(name: RoundName, contribution: Contribution): Promise<Contribution> {
    const stands = await super.keep(name, contribution);
    this.#said.add(this.#owner, stands);
    return stands;
  }

  override mark(name: RoundName, state: 'sent' | 'acknowledged' | 'refused'): Promise<void> {
    if (state === 'acknowledged') this.acked.add(name.round);
    return super.mark(name, state);
  }

  /** As one tab has it open. */
  open(life: Life): Journal {
    return new Proxy<Journal>(this, {
      get: (_, name) => {
        const member: unknown = Reflect.get(this, name, this);
        if (typeof member !== 'function') return member;
        const isKept = name === 'keep';
        return (...given: unknown[]) => this.#call(() => Reflect.apply(member, this, given), life, isKept);
      },
    });
  }

  async #call(run: () => unknown, life: Life, isKept: boolean): Promise<unknown> {
    const world = this.#world;
    const isQuick = !isKept && world.chance() < 0.5;
    if (isKept) {
      const { strike } = this;
      this.strike = null;
      strike?.();
    }
    await new Promise<void>((resolve) => {
      // Not the life's own clock: a write that is under way does not ask whether its tab is still there.
      world.after(isQuick ? 0 : world.between(...WAIT), resolve);
    });
    if (life.isOver) {
      if (isKept) this.torn++;
      if (world.chance() < 0.5) await run();
      return new Promise(() => {});
    }
    const result = await run();
    await life.pass(0);
    return result;
  }
}
