import type { Scene } from './scene.ts';

/** Everything that may happen at once to somebody; a network's and a disk's faults come on top. */
export const EVENTS = [
  'cut',
  'close-tab',
  'torn-journal',
  'lose-device',
  'partition',
  'deaf',
  'mute',
  'pause',
  'freeze',
  'client-clock',
  'second-tab',
  'relay-crash',
  'torn-commit',
  'relay-shutdown',
  'relay-freeze',
  'relay-clock',
  'database-partition',
  'node-deaf',
  'liar',
  'garbage',
  'echo',
  'organiser-pause',
  'organiser-rollback',
] as const;

export type EventName = (typeof EVENTS)[number];

const HOUR = 3_600_000;

/** Milliseconds of something that lasts: from and to. */
const LASTING = [300, 12_000] as const;

/** Whether a relay of so many nodes knows this trouble. */
export function isPossible(event: EventName, nodes: number): boolean {
  return nodes > 1 || (event !== 'database-partition' && event !== 'node-deaf');
}

/** Lets something happen. What lasts is over after a while, or when the trouble is. */
export function happen(scene: Scene, event: EventName): void {
  const { world, line, network, watch, disk } = scene;
  const device = world.pick(scene.devices);
  const node = world.pick(scene.nodes);
  const over = world.between(...LASTING);
  const later = (run: () => void): void => scene.ending.add(over, run);
  scene.counts.set(event, (scene.counts.get(event) ?? 0) + 1);
  watch.note(`trouble: ${event}`);
  switch (event) {
    case 'cut':
      return network.cut(device.name);
    case 'close-tab':
      device.crash();
      return later(() => device.restart());
    case 'torn-journal':
      device.setup.journal.strike = () => {
        device.crash();
        later(() => device.restart());
      };
      return;
    case 'lose-device':
      return device.tabs.forEach((tab) => tab.loseDevice());
    case 'partition':
      line.unreachable.add(device.name);
      network.cut(device.name);
      return later(() => line.unreachable.delete(device.name));
    case 'deaf':
    case 'mute':
      line[event].add(device.name);
      return later(() => line[event].delete(device.name));
    case 'pause':
      for (const { control } of device.tabs) control.pause();
      return later(() => device.resume());
    case 'freeze': {
      const lives = device.tabs.map(({ life }) => life);
      for (const life of lives) life.freeze();
      return later(() => lives.forEach((life) => life.thaw()));
    }
    case 'client-clock':
      for (const tab of device.tabs) tab.leap += world.between(1, 7200);
      return;
    case 'second-tab':
      return device.tabs.length < 3 ? device.open() : undefined;
    case 'relay-crash':
      node.crash();
      return later(() => void node.start());
    case 'torn-commit':
      disk.strike = (life) => {
        const struck = scene.nodes.find((one) => one.life === life);
        struck?.crash();
        later(() => void struck?.start());
      };
      return;
    case 'relay-shutdown':
      void node.shutDown().then(() => later(() => void node.start()));
      return;
    case 'relay-freeze': {
      const thaw = node.freeze();
      return later(thaw);
    }
    case 'relay-clock':
      return node.setClock(world.pick([0, world.between(-5 * HOUR, 5 * HOUR), world.between(-30_000, 30_000)]));
    case 'database-partition':
      return later(node.cutOff());
    case 'node-deaf':
      return later(node.deafen());
    case 'liar':
      return scene.hostile.lie();
    case 'garbage':
      return scene.hostile.garbage();
    case 'echo':
      return scene.hostile.echo();
    case 'organiser-pause':
      scene.organiser.give({ do: 'pause', words: 'A pause.' });
      return later(() => scene.organiser.give({ do: 'resume', words: '' }));
    case 'organiser-rollback':
      return scene.organiser.rollBack();
    default:
      event satisfies never;
  }
}

/** What lasts until its time is over, or until peace. */
export class Ending {
  readonly #after: (milliseconds: number, run: () => void) => void;
  readonly #open = new Set<() => void>();

  constructor(after: (milliseconds: number, run: () => void) => void) {
    this.#after = after;
  }

  add(milliseconds: number, run: () => void): void {
    this.#open.add(run);
    this.#after(milliseconds, () => this.#end(run));
  }

  endAll(): void {
    for (const run of this.#open) this.#end(run);
  }

  #end(run: () => void): void {
    if (this.#open.delete(run)) run();
  }
}
