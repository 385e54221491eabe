import { type ParticipantId, encodeClientMessage } from '../../src/protocol/index.ts';
import type { Report } from '../link.ts';
import type { Mail, Session, SessionChange } from './cluster.ts';
import { writeCommand } from './wire.ts';

type OwnSession = Omit<Session, 'node'>;

/** Bytes of mail that may wait for a database that is away. */
const MAIL_BYTES = 32 << 20;

/** What a node has to tell the database of its clients: their sessions as they are now, and what they said, in order. */
export class Outbox {
  /** Clients that are here. */
  readonly #sessions = new Map<ParticipantId, OwnSession>();
  #changes = new Map<ParticipantId, SessionChange>();
  #mail: Mail[] = [];
  #mailBytes = 0;
  #connections = 0;

  take(report: Report): void {
    switch (report.type) {
      case 'join': {
        const { participant } = report;
        return this.#set({ participant, connection: ++this.#connections, synced: false, ready: false }, 'begin');
      }
      case 'sync':
        return this.#change(report.participant, { synced: true });
      case 'ready':
        return this.#change(report.participant, { ready: report.ready });
      case 'device':
        return this.#change(report.participant, { device: report.device });
      case 'leave':
        return this.#end(report.participant);
      case 'contribute':
        return this.#post(report.participant, encodeClientMessage(report.contribution));
      case 'evaluate': {
        const { participant, ...evaluation } = report;
        return this.#post(participant, encodeClientMessage({ ...evaluation, type: 'evaluation' }));
      }
      case 'command':
        return this.#post(null, writeCommand(report));
      default:
        report satisfies never;
    }
  }

  /** Whether this is the connection that a participant has here now. */
  has(participant: ParticipantId, connection: number): boolean {
    return this.#sessions.get(participant)?.connection === connection;
  }

  get isEmpty(): boolean {
    return this.#changes.size === 0 && this.#mail.length === 0;
  }

  /** Nothing more that clients say can be kept. */
  get isFull(): boolean {
    return this.#mailBytes >= MAIL_BYTES;
  }

  /** What there is to send; the outbox is empty then. */
  empty(): { readonly changes: ReadonlyMap<ParticipantId, SessionChange>; readonly mail: readonly Mail[] } {
    const sent = { changes: this.#changes, mail: this.#mail };
    this.#changes = new Map();
    this.#mail = [];
    this.#mailBytes = 0;
    return sent;
  }

  /** What could not be sent goes in again, before what has come since. */
  putBack({ changes, mail }: ReturnType<Outbox['empty']>): void {
    this.#mail = [...mail, ...this.#mail];
    this.#mailBytes = this.#mail.reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const [participant, change] of changes) {
      const newer = this.#changes.get(participant);
      // A change of a session that was never begun for the others begins it.
      if (!newer) this.#changes.set(participant, change);
      else if (newer.type === 'change' && change.type === 'begin') {
        this.#changes.set(participant, { type: 'begin', session: newer.session });
      }
    }
  }

  #post(participant: ParticipantId | null, bytes: Uint8Array): void {
    this.#mail.push({ participant, bytes });
    this.#mailBytes += bytes.length;
  }

  #end(participant: ParticipantId): void {
    const session = this.#sessions.get(participant);
    if (!session) return;
    this.#sessions.delete(participant);
    this.#changes.set(participant, { type: 'end', participant, connection: session.connection });
  }

  #change(participant: ParticipantId, change: Partial<OwnSession>): void {
    const session = this.#sessions.get(participant);
    if (!session) return;
    const isNew = this.#changes.get(participant)?.type === 'begin';
    this.#set({ ...session, ...change }, isNew ? 'begin' : 'change');
  }

  #set(session: OwnSession, type: 'begin' | 'change'): void {
    this.#sessions.set(session.participant, session);
    this.#changes.set(session.participant, { type, session });
  }
}
