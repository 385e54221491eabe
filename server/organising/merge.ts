import type { RosterEntry, RosterView } from './roster.ts';

/** What several nodes know, as one. A client that went from one node to another is where it is connected. */
export function mergeRosters(own: RosterView, others: readonly RosterView[], most: number): RosterView {
  if (others.length === 0) return own;
  const all = [own, ...others];
  const participants = new Map<string, RosterEntry>();
  for (const { participants: of } of all) {
    for (const entry of of) {
      const known = participants.get(entry.participant);
      participants.set(entry.participant, known ? together(known, entry) : entry);
    }
  }
  const sum = (pick: (view: RosterView) => number): number => all.reduce((total, view) => total + pick(view), 0);
  return {
    since: Math.min(...all.map(({ since }) => since)),
    traffic: { up: sum(({ traffic }) => traffic.up), down: sum(({ traffic }) => traffic.down) },
    counts: {
      away: sum(({ counts }) => counts.away),
      connected: sum(({ counts }) => counts.connected),
      ready: sum(({ counts }) => counts.ready),
      asked: sum(({ counts }) => counts.asked),
      contributed: sum(({ counts }) => counts.contributed),
    },
    participants: [...participants.values()].toSorted((a, b) => b.seenAt - a.seenAt).slice(0, most),
    mismatches: all.flatMap(({ mismatches }) => mismatches).toSorted((a, b) => a.at - b.at),
    scalars: sum(({ scalars }) => scalars),
    clipped: sum(({ clipped }) => clipped),
  };
}

function together(a: RosterEntry, b: RosterEntry): RosterEntry {
  const isNewer = a.state === 'away' ? b.state !== 'away' || b.seenAt > a.seenAt : false;
  const [here, there] = isNewer ? [b, a] : [a, b];
  return {
    ...here,
    device: here.device ?? there.device,
    joinedAt: Math.min(a.joinedAt, b.joinedAt),
    seenAt: Math.max(a.seenAt, b.seenAt),
    missed: a.missed + b.missed,
    refused: a.refused + b.refused,
    up: a.up + b.up,
    down: a.down + b.down,
  };
}
