import type { TrainEvent } from '../../src/train/index.ts';
import type { Watch } from './invariants.ts';
import { short } from './ledger.ts';
import { Life } from './life.ts';
import { Tab, type TabSetup } from './tab.ts';

/** Milliseconds until somebody joins again who was told that another tab is in use, and then closed that one. */
const AGAIN = [2000, 10_000] as const;

/** One volunteer's device: its journal outlives every tab that runs on it. */
export class Device {
  readonly setup: TabSetup;
  readonly name: string;
  tabs: Tab[] = [];
  /** Times that it went on with another engine. */
  recoveries = 0;
  lives = 0;
  isLost = false;
  #wantsOn = true;
  readonly #watch: Watch;

  constructor(setup: TabSetup, watch: Watch) {
    this.setup = setup;
    this.name = setup.identity.participant;
    this.#watch = watch;
  }

  /** Opens a tab: a new volunteer at the base model, with the old journal. */
  open(): void {
    const label = `${short(this.name)}/${++this.lives}`;
    const tab = new Tab(this.setup, new Life(this.setup.world, label));
    this.tabs.push(tab);
    this.#watch.note(`tab ${label} opens`);
    const ended = (): void => {
      this.#watch.note(`tab ${label} ends by itself`);
      tab.close();
      this.tabs = this.tabs.filter((other) => other !== tab);
      // Somebody looks at it sooner or later.
      if (this.tabs.length === 0) {
        this.setup.world.after(
          this.setup.world.between(...AGAIN),
          () => this.#wantsOn && this.tabs.length === 0 && this.open(),
        );
      }
    };
    tab
      .run((event) => this.#hear(event, label))
      .then(ended)
      .catch((error: unknown) => this.#watch.fail('I9', `Tab ${label} failed: ${String(error)}`));
  }

  #hear(event: TrainEvent, label: string): void {
    const watch = this.#watch;
    if (event.type === 'engine') this.recoveries++;
    if (event.type === 'verified' && !event.equal) {
      watch.fail('I4', `Tab ${label} and the relay differ at state ${event.sequence}.`);
    }
    if (event.type === 'refused') watch.note(`tab ${label}: round ${event.round} refused, ${event.reason}`);
    if (event.type === 'problem') {
      watch.note(`tab ${label}: problem ${event.problem.code}`);
      // Two tabs of one device, or its old connection that is still about: one of them gives way.
      if (event.problem.fatal && event.problem.code !== 'replaced') {
        watch.fail('I9', `Tab ${label} cannot go on: ${event.problem.code}.`);
      }
    }
  }

  /** The tabs are gone, in the middle of whatever they did. */
  crash(): void {
    this.#watch.note(`device ${short(this.name)} crashes`);
    this.#wantsOn = false;
    for (const tab of this.tabs.splice(0)) tab.close();
  }

  /** For good. */
  lose(): void {
    this.crash();
    this.isLost = true;
  }

  /** After a crash. */
  restart(): void {
    if (this.isLost) return;
    this.#wantsOn = true;
    if (this.tabs.length === 0) this.open();
  }

  resume(): void {
    for (const { control } of this.tabs) control.resume();
  }

  /** As far as the newest of its tabs has come. */
  get sequence(): number {
    return Math.max(0, ...this.tabs.map(({ replica }) => replica?.position.sequence ?? 0));
  }
}
