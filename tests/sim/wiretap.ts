import type { Connection, Transport } from '../../server/peer.ts';
import type { Door } from '../../simulator/index.ts';
import { type Epoch, type ParticipantId, type ServerMessage, decodeServerMessage } from '../../src/protocol/index.ts';
import type { Watch } from './invariants.ts';
import { type Ledger, short } from './ledger.ts';
import type { Life } from './life.ts';

/** Listens to all that a relay says, at the moment when it says it: what that rests on must be on disk by then. */
export class Wiretap {
  /** Contributions that somebody was told are taken. */
  readonly acked = new Set<string>();
  readonly #ledger: Ledger;
  readonly #epoch: Epoch;
  readonly #watch: Watch;

  constructor(ledger: Ledger, epoch: Epoch, watch: Watch) {
    this.#ledger = ledger;
    this.#epoch = epoch;
    this.#watch = watch;
  }

  door(inner: Door, life: Life): Door {
    return {
      connect: (transport) => {
        let far: Connection | null = null;
        const near: Transport = {
          ...transport,
          send: (frame) => {
            if (life.isOver) return;
            this.#hear(far?.participant() ?? null, decodeServerMessage(frame));
            transport.send(frame);
          },
        };
        const end = inner.connect(near);
        far = end;
        return {
          participant: () => end.participant(),
          receive: (frame) => life.do(() => end.receive(frame)),
          disconnected: () => life.do(() => end.disconnected()),
        };
      },
    };
  }

  #hear(participant: ParticipantId | null, message: ServerMessage): void {
    const ledger = this.#ledger;
    const watch = this.#watch;
    const to = participant ? short(participant) : 'a stranger';
    if (message.type === 'goodbye') watch.note(`${to} is told goodbye: ${message.reason}`);
    if (message.type === 'ack' && participant) {
      watch.note(`${to} is told ack ${message.round}`);
      this.acked.add(`${participant} ${message.round}`);
      if (!ledger.holds(participant, message.round)) watch.fail('I7', `${to} got ACK of round ${message.round} early.`);
    }
    if (message.type === 'open' && participant && !ledger.rounds.get(message.round)?.asked.has(participant)) {
      watch.fail('I7', `${to} got OPEN of round ${message.round}, which is not on disk with it.`);
    }
    if (message.type === 'entry' && !ledger.has(message.bytes)) {
      watch.fail('I7', `${to} got an entry that is not on disk.`);
    }
    if (message.type === 'welcome') {
      if (message.epoch !== this.#epoch) watch.fail('I8', 'The epoch has changed.');
      if (message.sequence > ledger.head) watch.fail('I7', `${to} was welcomed to entry ${message.sequence} early.`);
    }
    if (message.type === 'fingerprint' && ledger.fingerprints.get(message.sequence) !== message.fingerprint) {
      watch.fail('I7', `${to} got a fingerprint of state ${message.sequence} that is not on disk.`);
    }
  }
}
