import { type Manifest, contributionBytes, scalarCount, scalarsPerStep } from '../../protocol/index.ts';
import { entryBytes } from '../entry-bytes.ts';

/** What a federation asks of a device, from its manifest alone. */
export interface Cost {
  /** Numbers computed from private data that leave in one round, and their bytes. */
  readonly scalars: number;
  readonly scalarBytes: number;
  /** Local steps of a round. */
  readonly steps: number;
  /** Texts of a step, and its forward passes, counted as whole ones. */
  readonly batch: number;
  readonly passes: number;
  readonly modelBytes: number;
}

/** What running costs a data plan, estimated. */
export interface Traffic {
  /** Bytes of one round that the device sends and is sent, and of both together in an hour. */
  readonly up: number;
  readonly down: number;
  readonly hourly: number;
  /** Seconds of a round, and whether they were seen rather than assumed. */
  readonly pace: number;
  readonly seen: boolean;
}

/** Seconds of a round where none was seen: what the default federation takes on a few middling devices. */
const ASSUMED_PACE = 5;
/**
 * Bytes of the small messages that go with a round (OPEN, ACK, PRESENCE, FINGERPRINT), with what WebSocket, TLS, TCP and IP
 * put around each: about a dozen of 60 to 110.
 */
const AROUND = { up: 200, down: 900 };

/**
 * Forward passes of a step, counting those that FedSPZO shortens as whole ones: block 1 runs once for P2 of them, and
 * how much that saves depends on the model's depth, which the manifest does not tell.
 */
function passesOf({ method }: Manifest): number {
  const isForward = method.name === 'decomfl' && method.difference === 'forward';
  return isForward ? method.p + 1 : 2 * scalarsPerStep(method);
}

export function costOf(manifest: Manifest): Cost {
  const { method, model } = manifest;
  const scalars = scalarCount(manifest);
  return {
    scalars,
    scalarBytes: scalars * Float32Array.BYTES_PER_ELEMENT,
    steps: method.localSteps,
    batch: method.batch,
    passes: passesOf(manifest),
    modelBytes: model.files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

/**
 * What a round moves: its contribution up, its entry down, which has everybody's numbers, or their mean with shared
 * directions.
 *
 * @param ready clients that would train now
 * @param pace seconds of a round, where they were seen
 */
export function trafficOf(manifest: Manifest, ready: number, pace: number | null): Traffic {
  const { round } = manifest;
  const participants = Math.min(Math.max(ready + 1, round.quorum), round.target ?? round.maximum);
  const up = contributionBytes(manifest) + AROUND.up;
  const down = entryBytes(manifest, participants) + AROUND.down;
  const seconds = pace ?? ASSUMED_PACE;
  return { up, down, hourly: ((up + down) * 3600) / seconds, pace: seconds, seen: pace !== null };
}
