import type { ServerMessage } from '../protocol/index.ts';
import type { Link } from '../relay/index.ts';

/** What comes after an entry in the relay's order only because of it. */
type OfLog = ServerMessage & { type: 'entry' | 'fingerprint' };

/**
 * A connection's messages in order. While a round's steps are under way those of the log can wait, since an entry takes
 * the steps back; the others can't.
 */
export class Inbox {
  readonly #link: Pick<Link, 'take' | 'peek'>;
  readonly #waiting: OfLog[] = [];
  #newest = 0;

  constructor(link: Pick<Link, 'take' | 'peek'>) {
    this.#link = link;
  }

  /** The oldest message, those that wait first. */
  take(): ServerMessage | undefined {
    return this.#waiting.shift() ?? this.#link.take();
  }

  /** Looks at the oldest message without taking it. */
  peek(): ServerMessage | undefined {
    return this.#waiting[0] ?? this.#link.peek();
  }

  /** The oldest message that can't wait; the log's that lie before it wait from now on. */
  takeUrgent(): Exclude<ServerMessage, OfLog> | undefined {
    for (let message = this.#link.take(); message; message = this.#link.take()) {
      if (message.type !== 'entry' && message.type !== 'fingerprint') return message;
      this.#waiting.push(message);
      if (message.type === 'entry') this.#newest = Math.max(this.#newest, sequenceOf(message.bytes));
    }
    return undefined;
  }

  /** Entries after `sequence` that have come to wait. */
  ahead(sequence: number): number {
    return Math.max(0, this.#newest - sequence);
  }
}

/** Of an entry of whatever kind ([L2]); one that is none is found out when it is followed. */
function sequenceOf(entry: Uint8Array): number {
  return entry.length < 5 ? 0 : new DataView(entry.buffer, entry.byteOffset).getUint32(1);
}
