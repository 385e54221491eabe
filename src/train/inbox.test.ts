import { expect, test } from 'vitest';
import { type ServerMessage, encodeEntry, parseHash, parseSequence } from '../protocol/index.ts';
import { Inbox } from './inbox.ts';

const chain = parseHash('0'.repeat(64));

function entry(sequence: number): ServerMessage {
  const place = { sequence: parseSequence(sequence), previous: chain };
  return { type: 'entry', bytes: encodeEntry({ kind: 'private', ...place, parts: [], late: [] }) };
}

function inboxOf(messages: ServerMessage[]): Inbox {
  return new Inbox({ take: () => messages.shift(), peek: () => messages[0] });
}

test('entries and what belongs to them wait while others are taken, and come in their order then, before what came later', () => {
  const ack: ServerMessage = { type: 'ack', round: parseSequence(1) };
  const fingerprint: ServerMessage = { type: 'fingerprint', sequence: parseSequence(5), fingerprint: '0'.repeat(32) };
  const coming = [entry(5), ack, fingerprint, entry(6)];
  const [first, , , second] = coming;
  const inbox = inboxOf(coming);
  expect(inbox.takeUrgent()).toBe(ack);
  expect(inbox.takeUrgent()).toBeUndefined();
  coming.push(entry(7));
  expect(inbox.peek()).toBe(first);
  expect([inbox.take(), inbox.take(), inbox.take()]).toEqual([first, fingerprint, second]);
  expect(inbox.peek()).toBe(coming[0]);
  expect(inbox.take()).toEqual(entry(7));
  expect(inbox.take()).toBeUndefined();
});

test('entries ahead are counted by their numbers: one that is said twice, or known, is none', () => {
  const inbox = inboxOf([entry(4), entry(5), entry(6), entry(5)]);
  inbox.takeUrgent();
  expect([3, 5, 6, 9].map((sequence) => inbox.ahead(sequence))).toEqual([3, 1, 0, 0]);
});

test('an entry that is none waits too, to be found out when it is followed', () => {
  const inbox = inboxOf([{ type: 'entry', bytes: new Uint8Array(2) }]);
  expect(inbox.takeUrgent()).toBeUndefined();
  expect(inbox.ahead(0)).toBe(0);
  expect(inbox.take()).toMatchObject({ type: 'entry' });
});
