import type { Overview, ParticipantView } from '../../protocol/index.ts';

/** From the one who does most for the open round to the one who is not here. */
export const STATES = [
  'contributed',
  'asked',
  'ready',
  'connected',
  'away',
] as const satisfies ParticipantView['state'][];

/** What the list can be sorted by. */
export const SORTS = ['state', 'participant', 'group', 'device', 'contributed', 'missed', 'seenAt'] as const;
export type Sort = (typeof SORTS)[number];

/** Sorted, ties by who was seen last. @param down the largest, or the last in the alphabet, first */
export function sorted(participants: readonly ParticipantView[], by: Sort, down: boolean): readonly ParticipantView[] {
  const sign = down ? -1 : 1;
  return [...participants].sort((a, b) => sign * order(a, b, by) || b.seenAt - a.seenAt);
}

function order(a: ParticipantView, b: ParticipantView, by: Sort): number {
  switch (by) {
    case 'state':
      return STATES.indexOf(a.state) - STATES.indexOf(b.state);
    case 'participant':
      return a.participant.localeCompare(b.participant);
    case 'group':
      return (a.group ?? '').localeCompare(b.group ?? '');
    case 'device':
      return nameOf(a).localeCompare(nameOf(b));
    case 'contributed':
    case 'missed':
    case 'seenAt':
      return a[by] - b[by];
    default:
      return by satisfies never;
  }
}

function nameOf({ device }: ParticipantView): string {
  return device ? `${device.form} ${device.engine}` : '';
}

/** Whoever is connected, in whatever state. */
export function present(counts: Overview['counts']): number {
  return counts.connected + counts.ready + counts.asked + counts.contributed;
}

/** Devices of one kind among the listed participants. */
export interface DeviceCount {
  readonly device: ParticipantView['device'];
  readonly here: number;
  readonly all: number;
  /** Sent and received. */
  readonly bytes: number;
}

/** Each kind of device once, the commonest first. */
export function deviceKinds(participants: readonly ParticipantView[]): readonly DeviceCount[] {
  const kinds = new Map<string, DeviceCount>();
  for (const participant of participants) {
    const { device, state, up, down } = participant;
    const name = nameOf(participant);
    const { here, all, bytes } = kinds.get(name) ?? { here: 0, all: 0, bytes: 0 };
    kinds.set(name, { device, here: here + (state === 'away' ? 0 : 1), all: all + 1, bytes: bytes + up + down });
  }
  return [...kinds.values()].sort((a, b) => b.all - a.all);
}
