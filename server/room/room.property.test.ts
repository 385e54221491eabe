import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Log, MemoryLogStore } from '../log/index.ts';
import { Lattice, ReferenceKernel } from '../../src/lattice/index.ts';
import { type Contribution, decodeEntry, parseEpoch, parseSequence } from '../../src/protocol/index.ts';
import { entryUpdates } from '../../src/zo/index.ts';
import { AnalyticLoss } from '../../tests/support/analytic.ts';
import { Scene, ids, manifest } from '../../tests/support/room-scene.ts';
import { type Effect, type Room, type Rules, restore } from './index.ts';
import { lateKey } from './room.ts';

const who = fc.nat(ids.length - 1);
const happenings = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('arrive'), who }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('join', 'sync', 'leave'), who }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('ready', 'unready'), who }) },
  {
    weight: 16,
    arbitrary: fc.record({ type: fc.constant('contribute'), who, size: fc.integer({ min: -90, max: 90 }) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('again'), who, back: fc.nat(30) }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('late'), who, back: fc.nat(3) }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('time'), wait: fc.integer({ min: -2000, max: 70_000 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('evaluate'), who, back: fc.nat(3), loss: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('pause', 'resume', 'resume') }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('stop'), unless: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('rollback'), back: fc.nat(6) }) },
);
const changes = fc.record({
  quorum: fc.integer({ min: 1, max: 3 }),
  maximum: fc.integer({ min: 3, max: 6 }),
  target: fc.constantFrom(null, 3),
  late: fc.nat(3),
  guard: fc.constantFrom(null, { rise: 0.5, evaluations: 2 }),
});

type Happening = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

/** A room on a log, as a relay has it: what follows from an event is on disk at once. */
class Relay {
  readonly scene: Scene;
  readonly log: Log;
  /** What should never be. */
  readonly faults: string[] = [];
  readonly sent: { id: (typeof ids)[number]; contribution: Contribution }[] = [];

  constructor(rules: Partial<Rules>, log: Log) {
    this.scene = new Scene(undefined, rules);
    this.log = log;
  }

  async do(happening: Happening): Promise<readonly Effect[]> {
    const before = this.scene.effects.length;
    const wasRunning = this.scene.room.status.state === 'running';
    this.#happen(happening);
    const effects = this.scene.effects.slice(before);
    for (const effect of effects) {
      if (effect.type === 'store') await this.log.commit([effect.write]);
      if (effect.type === 'look-up' && (await this.log.contributed(effect.round, effect.participant))) {
        this.scene.effects.push({ type: 'ack', to: effect.participant, round: effect.round, since: 0 });
      }
    }
    this.#check(happening, effects, wasRunning);
    return effects;
  }

  #happen(happening: Happening): void {
    const { scene } = this;
    const participant = 'who' in happening ? ids[happening.who]! : ids[0]!;
    switch (happening.type) {
      case 'arrive':
        scene.arrive(participant);
        return;
      case 'join':
      case 'sync':
      case 'leave':
        scene.do({ type: happening.type, participant });
        return;
      case 'ready':
      case 'unready':
        scene.do({ type: 'ready', participant, ready: happening.type === 'ready' });
        return;
      case 'contribute': {
        const scalars = Float32Array.of(happening.size, 1, happening.who, -happening.size / 7);
        const contribution = scene.contribution({ scalars });
        // Nearly always somebody who was asked.
        const id = scene.asked[happening.who] ?? participant;
        this.sent.push({ id, contribution });
        scene.do({ type: 'contribute', participant: id, contribution });
        return;
      }
      case 'again': {
        // To a round of before, by whoever: once more, or late.
        const old = this.sent.at(-1 - happening.back);
        if (old) scene.do({ type: 'contribute', participant, contribution: old.contribution });
        return;
      }
      case 'late': {
        const past = scene.room.recent.at(-1 - happening.back);
        const late = past && [...past.missing][happening.who % past.missing.size];
        if (!late) return;
        const contribution = scene.contribution({ round: past.number, chain: past.chain });
        this.sent.push({ id: late, contribution });
        scene.do({ type: 'contribute', participant: late, contribution });
        return;
      }
      case 'time':
        scene.wait(happening.wait);
        return;
      case 'evaluate': {
        const sequence = parseSequence(Math.max(0, scene.room.head.sequence - happening.back));
        scene.do({ type: 'evaluate', participant, sequence, loss: happening.loss / 10, count: 5, correct: null });
        return;
      }
      case 'rollback':
        scene.rollback(Math.max(0, scene.room.head.sequence - happening.back));
        return;
      case 'pause':
      case 'resume':
        scene.command(happening.type);
        return;
      case 'stop':
        if (happening.unless === 0) scene.command('stop');
        return;
    }
  }

  #check({ type }: Happening, effects: readonly Effect[], wasRunning: boolean): void {
    const { rules, room } = this.scene;
    const fault = (isOne: boolean, words: string) => void (isOne && this.faults.push(words));
    for (const effect of effects) {
      if (effect.type === 'store' && effect.write.type === 'open') {
        const asked = effect.write.round.asked.length;
        fault(asked > rules.maximum || asked < rules.quorum, `[R2] ${asked} asked`);
        fault(!wasRunning && type !== 'resume', '[R10] a round opened though none may');
      }
      fault(type === 'leave' && effect.type === 'entry', '[R4] a round closed because somebody left');
    }
    const owing = [...(room.round?.asked ?? [])].filter((id) => !room.round?.contributions.has(id));
    const awaited = owing.filter((id) => room.clients.has(id));
    fault(!isSame(room.round?.awaited ?? new Set(), awaited), '[R5] awaited are others than those who are');
    const ready = ids.filter((id) => room.clients.get(id)?.synced && room.clients.get(id)?.ready);
    fault(!isSame(room.clients.ready, ready), '[R1] others count as ready than are');
  }
}

function isSame(set: ReadonlySet<string>, list: readonly string[]): boolean {
  return set.size === list.length && list.every((id) => set.has(id));
}

/** A room but for who is connected, as plain values. */
function lasting({ head, round, status, recent, late, guard }: Room) {
  const { best, above, judged } = guard;
  return {
    ...{ head, status, late: new Map(late), best, above, judged },
    recent: recent.map((past) => ({ ...past, missing: [...past.missing].toSorted() })),
    round: round && { ...round, awaited: null, asked: [...round.asked], contributions: [...round.contributions] },
  };
}

/** Every contribution that the log holds, as round and participant. */
function keptIn(scene: Scene): string[] {
  const kept = scene.decoded.flatMap((entry) =>
    entry.kind !== 'private'
      ? []
      : [
          ...entry.parts.map(({ participant }) => lateKey(entry.sequence, participant)),
          ...entry.late.map(({ round, participant }) => lateKey(round, participant)),
        ],
  );
  const { round, late } = scene.room;
  for (const id of round?.contributions.keys() ?? []) kept.push(lateKey(round!.number, id));
  return [...kept, ...late.keys()];
}

async function played(rules: Partial<Rules>, happened: readonly Happening[]): Promise<Relay> {
  const log = await new MemoryLogStore().open(manifest, () => parseEpoch('00'.repeat(8)));
  const relay = new Relay(rules, log);
  relay.scene.arrive(...ids.slice(0, 2));
  for (const effect of relay.scene.effects) if (effect.type === 'store') await log.commit([effect.write]);
  for (const happening of happened) await relay.do(happening);
  return relay;
}

/** A clock that was set back draws times near in a room, and will do so again after a restart. */
function asStored(room: Room, { round: stored }: Room): Room {
  const { round } = room;
  if (!round || !stored) return room;
  const deadline = Math.max(round.deadline, stored.deadline);
  const isNear = round.quorumAt !== null && stored.quorumAt !== null && round.quorumAt < stored.quorumAt;
  return { ...room, round: { ...round, deadline, quorumAt: isNear ? stored.quorumAt : round.quorumAt } };
}

const lists = fc.array(happenings, { minLength: 20, maxLength: 150, size: 'max' });

test('promise 4: [C2] [C6] [R12] whatever happens, every acknowledged contribution is in exactly one entry', async () => {
  const seen = { late: 0, rollbacks: 0, entries: 0 };
  await fc.assert(
    fc.asyncProperty(changes, lists, async (rules, happened) => {
      const { scene, faults } = await played(rules, happened);
      expect(faults).toEqual([]);
      const acked = scene.effects.flatMap((effect) =>
        effect.type === 'ack' ? [lateKey(effect.round, effect.to)] : [],
      );
      const kept = keptIn(scene);
      expect(new Set(kept).size).toBe(kept.length);
      expect(new Set(kept)).toEqual(new Set(acked));
      const { decoded } = scene;
      expect(decoded.map(({ sequence }) => sequence)).toEqual(decoded.map((_, i) => i + 1));
      for (const entry of decoded) if (entry.kind === 'private') seen.late += entry.late.length;
      seen.rollbacks += decoded.filter(({ kind }) => kind === 'rollback').length;
      seen.entries += decoded.length;
    }),
    { numRuns: 300 },
  );
  // That what was to be tested happened.
  expect(Math.min(seen.late, seen.rollbacks)).toBeGreaterThan(50);
  expect(seen.entries).toBeGreaterThan(800);
});

test('promise 4: [R7] at any moment the log has all there is of a room, but for who is connected', async () => {
  await fc.assert(
    fc.asyncProperty(changes, lists, async (rules, happened) => {
      const { scene, log } = await played(rules, happened);
      // A clock far ahead: no deadline is drawn near.
      const again = restore(scene.rules, await log.state(), 1e12);
      expect(lasting(again)).toEqual(lasting(asStored(scene.room, again)));
    }),
    { numRuns: 200 },
  );
});

test('promise 3: [R13] after a rollback to n, replaying the log from the start gives the bits of state n', async () => {
  await fc.assert(
    fc.asyncProperty(changes, lists, async (rules, happened) => {
      const { scene } = await played({ ...rules, guard: null }, happened);
      const lattice = new Lattice([6, 5], new ReferenceKernel());
      const states: string[] = [lattice.fingerprint()];
      for (const bytes of scene.appended) {
        const entry = decodeEntry(bytes);
        lattice.apply(entryUpdates(entry, manifest, AnalyticLoss.blocks));
        states.push(lattice.fingerprint());
        if (entry.kind === 'rollback') expect(states.at(-1)).toBe(states[entry.to]);
      }
    }),
    { numRuns: 60 },
  );
});
