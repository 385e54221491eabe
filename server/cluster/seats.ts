import type { ParticipantId } from '../../src/protocol/index.ts';
import type { Notice, Report } from '../link.ts';
import type { Commit, Session } from './cluster.ts';

type Addressed = Commit['notices'][number];

/** Answers that are on their way at a time, at most. */
const REMEMBERED = 10_000;

/** Where the clients of a federation are, as its coordinator has last seen it. */
export class Seats {
  #sessions: ReadonlyMap<ParticipantId, Session> = new Map();
  /** Of those who have said something and are not seated, and of commands. */
  readonly #heard = new Map<string, string>();

  has(participant: ParticipantId): boolean {
    return this.#sessions.has(participant);
  }

  /** Something was said by way of a node: the answer goes there. @param by a participant, or a command's id */
  heard(by: string, node: string): void {
    this.#heard.delete(by);
    this.#heard.set(by, node);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > REMEMBERED && oldest !== undefined) this.#heard.delete(oldest);
  }

  /** @returns what the room has to hear to be up to date */
  update(sessions: readonly Session[]): Report[] {
    const before = this.#sessions;
    const now = new Map(sessions.map((session) => [session.participant, session]));
    const gone = [...before.keys()].filter((participant) => !now.has(participant));
    const reports: Report[] = gone.map((participant) => ({ type: 'leave', participant }));
    for (const session of sessions) reports.push(...difference(before.get(session.participant), session));
    this.#sessions = now;
    return reports;
  }

  /** Notices for each node, as its clients lie there; what all gateways find in the log by themselves is left out. */
  address(notices: readonly Notice[]): Addressed[] {
    return notices.flatMap((notice): Addressed[] => {
      switch (notice.type) {
        case 'open': {
          const byNode = new Map<string, ParticipantId[]>();
          for (const participant of notice.to) {
            const node = this.#nodeOf(participant);
            if (node !== undefined) byNode.set(node, [...(byNode.get(node) ?? []), participant]);
          }
          return [...byNode].map(([node, to]) => ({ node, notice: { ...notice, to } }));
        }
        case 'ack':
        case 'refuse': {
          const node = this.#nodeOf(notice.to);
          return node === undefined ? [] : [{ node, notice }];
        }
        case 'result': {
          const node = this.#heard.get(notice.id);
          return node === undefined ? [] : [{ node, notice }];
        }
        case 'status':
          return [{ node: null, notice }];
        case 'dismissed':
        case 'entry':
        case 'fingerprint':
        case 'attendance':
          return [];
        default:
          return notice satisfies never;
      }
    });
  }

  #nodeOf(participant: ParticipantId): string | undefined {
    return this.#sessions.get(participant)?.node ?? this.#heard.get(participant);
  }
}

function difference(before: Session | undefined, session: Session): Report[] {
  const { participant, synced, ready } = session;
  const isSame = before?.node === session.node && before.connection === session.connection;
  const reports: Report[] = isSame ? [] : [{ type: 'join', participant }];
  // Ready before synced, as a client that is both counts at once.
  if (ready !== (isSame ? before.ready : false)) reports.push({ type: 'ready', participant, ready });
  const known = isSame ? before.device : undefined;
  const isNew = session.device && (known?.engine !== session.device.engine || known.form !== session.device.form);
  if (isNew && session.device) reports.push({ type: 'device', participant, device: session.device });
  if (synced && !(isSame && before.synced)) reports.push({ type: 'sync', participant });
  return reports;
}
