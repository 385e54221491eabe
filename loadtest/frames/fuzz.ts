import { platform } from 'node:os';
import { type Manifest, parseSequence } from '../../src/protocol/index.ts';
import {
  Fleet,
  RelayProcess,
  Speech,
  freePort,
  hurried,
  identityOf,
  loadFederation,
  round,
  sleep,
  steadyNow,
  tell,
  withFolder,
} from '../support/index.ts';
import { type Script, attack, brokenWebSocket, webSocketFrame } from './attacker.ts';
import { type CodecCounts, fuzzCodec } from './codec.ts';
import { Dice, kinds, mutate } from './mutate.ts';
import { clientFrames, otherFrames } from './valid.ts';

export interface FramesSettings {
  /** At a relay's sockets: one connection for each. */
  readonly frames: number;
  /** At the codec directly. */
  readonly codecFrames: number;
  readonly seed: number;
}

export interface FramesResult {
  readonly settings: FramesSettings;
  readonly interrupted: boolean;
  readonly frames: number;
  readonly framesPerSecond: number;
  /** Connections that the relay ended; the others had said nothing wrong enough. */
  readonly ended: number;
  /** Things that no relay may do, in words: not to answer, to end. */
  readonly crashes: readonly string[];
  readonly codec: CodecCounts;
  /** Honest clients meanwhile: rounds closed, the longest time between two entries, connections lost, faults seen. */
  readonly bystanders: {
    readonly clients: number;
    readonly rounds: number;
    readonly longestGapMs: number;
    readonly connectionsLost: number;
    readonly faults: readonly string[];
  };
  /** The relay's heap after a full collection, in MiB: when a tenth of the frames was through, and at the end. */
  readonly heap: { readonly before: number; readonly after: number; readonly growth: number; readonly margin: number };
}

const BYSTANDERS = 10;
const AT_ONCE = 48;
/** Milliseconds that an attacker stays where the relay lets it. */
const LINGER = 15;
/** MiB that the heap may have grown by: what caches and the runtime itself take, whatever the number of frames. */
const MARGIN = 8;
const FIRST_ATTACKER = 1_000_000;
/** Attackers have so many keys among them. */
const KEYS = 64;

/** Sends frames that no client sends to a real relay, while honest clients go on with their rounds. */
export function fuzzFrames(settings: FramesSettings, signal: AbortSignal): Promise<FramesResult> {
  return withFolder(async (folder) => {
    const manifest = await loadFederation(
      folder,
      { quorum: 3, maximum: 40, deadline: 3, grace: 0.2, snapshotEvery: 1000 },
      { localSteps: 1 },
    );
    const script = new Scripts(manifest, settings.seed);
    const codec = fuzzCodec(settings.codecFrames, [...script.frames, ...otherFrames()], settings.seed);
    tell(`The codec: ${codec.frames} frames, ${codec.refused} of them refused.`);
    const relay = new RelayProcess(['--expose-gc']);
    let fleet: Fleet | null = null;
    try {
      const port = await freePort();
      const start = { manifests: [manifest], data: `${folder}/data`, port, folders: [folder] };
      // More connections than a relay admits by itself: the frames are to come through.
      const limits = {
        connectionsPerSecond: hurried.connectionsPerSecond,
        connectionsPerMinute: hurried.connectionsPerMinute,
      };
      await relay.start({ ...start, logLevel: 'fatal', reconstruct: false, limits });
      const crowd = {
        first: 0,
        clients: BYSTANDERS,
        ramp: 100,
        think: [400, 600] as const,
        drop: 0,
        churn: 0,
        absence: 0,
      };
      fleet = new Fleet(
        { urls: [relay.url], manifest, ...crowd, returnAfter: 1000, reportEvery: 50, ready: 'at once' },
        0,
      );
      const honest = fleet;
      await honest.until(() => honest.counts.synced === BYSTANDERS && honest.head > 0, 30_000, signal);
      const began = steadyNow();
      const first = await assault(relay, script, Math.ceil(settings.frames / 10), signal);
      const before = await heapOf(relay);
      const second = await assault(relay, script, settings.frames - first.sent, signal);
      const seconds = (steadyNow() - began) / 1000;
      const after = await heapOf(relay);
      const reached = honest.head;
      const goesOn = await honest.until(() => honest.head >= reached + 2, 30_000);
      const crashes = [...first.crashes, ...second.crashes, ...(goesOn ? [] : ['rounds stopped'])];
      await honest.stop();
      const frames = first.sent + second.sent;
      const lost = Object.values(honest.counts.ended).reduce((sum, count) => sum + count, 0);
      const bystanders = { clients: BYSTANDERS, rounds: honest.rounds.size, longestGapMs: longestGap(honest) };
      return {
        ...{ settings, interrupted: signal.aborted, frames, framesPerSecond: round(frames / seconds) },
        ...{ ended: first.ended + second.ended, crashes, codec },
        bystanders: { ...bystanders, connectionsLost: lost, faults: honest.faults },
        heap: { before, after, growth: round(after - before), margin: MARGIN },
      };
    } finally {
      fleet?.end();
      await relay.kill();
    }
  });
}

/** What attackers send: each kind of wrong frame, before a HELLO and after a true one. */
class Scripts {
  readonly frames: readonly Uint8Array[];
  readonly dice: Dice;
  readonly #speech: Speech;
  readonly #identities = Array.from({ length: KEYS }, (_, i) => identityOf(FIRST_ATTACKER + i));

  constructor(manifest: Manifest, seed: number) {
    this.#speech = new Speech(manifest);
    this.frames = clientFrames(this.#speech, this.#identities[0]!);
    this.dice = new Dice(seed);
  }

  /** One wrong frame, behind what a client says first where that is to be right. */
  next(): Script {
    const { dice } = this;
    const kind = kinds[dice.below(kinds.length)]!;
    const wrong = dice.below(4) === 0 ? brokenWebSocket(dice) : webSocketFrame(mutate(kind, this.frames, dice));
    if (dice.below(2) === 0) return () => [wrong];
    const identity = this.#identities[dice.below(KEYS)]!;
    const place = { epoch: null, sequence: parseSequence(0), fingerprint: '0'.repeat(32) };
    const ready = dice.below(2) === 0 ? [webSocketFrame(this.#speech.ready())] : [];
    return (nonce) => [webSocketFrame(this.#speech.hello(identity, nonce, place)), ...ready, wrong];
  }
}

async function assault(relay: RelayProcess, scripts: Scripts, frames: number, signal: AbortSignal) {
  const tally = { sent: 0, ended: 0, crashes: new Array<string>() };
  const attacker = async (): Promise<void> => {
    while (tally.sent < frames && tally.crashes.length < 10 && !signal.aborted) {
      tally.sent++;
      if (tally.sent % 10_000 === 0) tell(`${tally.sent} frames sent to the relay.`);
      try {
        if (await attack(relay.port, addressOf(scripts.dice), scripts.next(), LINGER)) tally.ended++;
      } catch (error) {
        tally.crashes.push(relay.isRunning ? String(error) : `the relay ended: ${relay.log.slice(-2000)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attacker));
  return tally;
}

/** Attackers come from 65,000 homes where loopback has that many. */
function addressOf(dice: Dice): string | null {
  return platform() === 'linux' ? `127.78.${dice.below(250)}.${1 + dice.below(250)}` : null;
}

async function heapOf(relay: RelayProcess): Promise<number> {
  // Connections that ended a moment ago are still being taken down.
  await sleep(1500);
  const { heap } = await relay.usage();
  if (heap === null) throw new Error('The relay cannot collect its garbage: it needs --expose-gc.');
  return round(heap / 2 ** 20);
}

/** Milliseconds between two entries that came to a client, at most. */
function longestGap({ rounds }: Fleet): number {
  const times = [...rounds.values()].flatMap(({ received }) => [...received.slice(0, 1)]).toSorted((a, b) => a - b);
  return round(Math.max(0, ...times.map((at, i) => at - (times[i - 1] ?? at))));
}
