import type { Device } from './device.ts';
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
  'relay-clock',
  'liar',
  'garbage',
  'echo',
] as const;

export type EventName = (typeof EVENTS)[number];

const HOUR = 3_600_000;

/**
 * Lets something happen.
 * @param over milliseconds until it is over, where it lasts
 */
export function happen(scene: Scene, event: EventName, over: number): void {
  const { world, line, network, relay, watch } = scene;
  const device = world.pick(scene.devices);
  const later = (run: () => void): void => void world.after(over, run);
  scene.counts.set(event, (scene.counts.get(event) ?? 0) + 1);
  watch.note(`${event}, ${device.name.slice(0, 6)}`);
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
      return each(device, 'loseDevice');
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
      relay.crash();
      return relay.startLater(over / 3);
    case 'torn-commit':
      scene.disk.strike = () => {
        relay.crash();
        relay.startLater(over / 3);
      };
      return;
    case 'relay-shutdown':
      void relay.shutDown().then(() => relay.startLater(over / 3));
      return;
    case 'relay-clock':
      return relay.setClock(world.pick([0, world.between(-5 * HOUR, 5 * HOUR), world.between(-30_000, 30_000)]));
    case 'liar':
      return scene.hostile.lie();
    case 'garbage':
      return scene.hostile.garbage();
    case 'echo':
      return scene.hostile.echo();
    default:
      event satisfies never;
  }
}

function each(device: Device, call: 'loseDevice'): void {
  for (const tab of device.tabs) tab[call]();
}
