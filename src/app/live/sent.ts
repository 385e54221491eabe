import type { TrainEvent } from '../../train/index.ts';
import { formatScalar } from '../format.ts';

type Sent = Extract<TrainEvent, { type: 'sent' }>;

/** A message that left this device, or a run of equal ones that carry no number. */
export interface SentMessage extends Omit<Sent, 'type'> {
  /** When the (last) one left, milliseconds since 1970. */
  readonly time: number;
  readonly count: number;
}

/** The whole record of what left, oldest first, and its totals. */
export interface SentRecord {
  readonly messages: readonly SentMessage[];
  readonly kinds: ReadonlyMap<string, KindTotal>;
  readonly bytes: number;
  /** Computed from private data: scalars, and held-out losses. */
  readonly numbers: number;
}

export interface KindTotal {
  readonly count: number;
  readonly bytes: number;
  readonly numbers: number;
}

export const NOTHING_SENT: SentRecord = { messages: [], kinds: new Map(), bytes: 0, numbers: 0 };

/** Nothing is left out: a heartbeat joins the one before it, with its count and its bytes. */
export function recordSent(record: SentRecord, sent: Sent, time: number): SentRecord {
  const { message, bytes, fields, scalars } = sent;
  const last = record.messages.at(-1);
  const repeats = last?.message === message && [last, sent].every((one) => one.fields.length === 0 && !one.scalars);
  const messages = repeats
    ? [...record.messages.slice(0, -1), { ...last, time, count: last.count + 1, bytes: last.bytes + bytes }]
    : [...record.messages, { message, bytes, fields, scalars, time, count: 1 }];
  const numbers = (scalars?.length ?? 0) + (message === 'evaluation' ? 1 : 0);
  const kind = record.kinds.get(message) ?? { count: 0, bytes: 0, numbers: 0 };
  const kinds = new Map(record.kinds).set(message, {
    count: kind.count + 1,
    bytes: kind.bytes + bytes,
    numbers: kind.numbers + numbers,
  });
  return { messages, kinds, bytes: record.bytes + bytes, numbers: record.numbers + numbers };
}

/** At most `limit` of a message's numbers as one text: one text node, however many there are. */
export function scalarText(scalars: Float32Array, limit: number): string {
  return Array.from(scalars.subarray(0, limit), formatScalar).join('  ');
}

/**
 * The record as JSON lines, every number in full, to be pasted somewhere and checked. Whoever reads it there is not to join
 * by the invite in it, which the page itself shows.
 */
export function recordText({ messages }: SentRecord): string {
  return messages
    .map(({ time, message, count, bytes, fields, scalars }) =>
      JSON.stringify({
        time: new Date(time).toISOString(),
        message,
        count,
        bytes,
        ...Object.fromEntries(fields.map(([name, value]) => [name, name === 'invite' ? withoutToken(value) : value])),
        ...(scalars && { scalars: [...scalars] }),
      }),
    )
    .join('\n');
}

function withoutToken(invite: string): string {
  return invite === 'none' ? invite : 'left out of this copy';
}
