import * as v from 'valibot';
import { type Epoch, type Hash, type Manifest, manifestHash, parseManifest } from '../protocol/index.ts';

const federationSchema = v.object({
  manifest: v.unknown(),
  manifestHash: v.string(),
  epoch: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  sequence: v.number(),
  chain: v.string(),
  entryBytes: v.object({ total: v.number(), sinceSnapshot: v.number() }),
  snapshot: v.nullable(
    v.object({
      sequence: v.number(),
      bytes: v.number(),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      fingerprint: v.string(),
      url: v.string(),
    }),
  ),
});

/** What a relay tells of a federation before anybody joins. */
export interface FederationState {
  readonly manifest: Manifest;
  readonly hash: Hash;
  readonly epoch: Epoch;
  readonly sequence: number;
  readonly entryBytes: { readonly total: number; readonly sinceSnapshot: number };
  readonly snapshot: SnapshotOffer | null;
}

export interface SnapshotOffer {
  readonly sequence: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly fingerprint: string;
  /** Absolute address. */
  readonly url: string;
}

/** The relay answered, but not with what was asked for. `status` is 404 for an unknown federation. */
export class RelayError extends Error {
  override readonly name = 'RelayError';
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/**
 * Asks a relay for a federation.
 * @throws RelayError when the answer is not a federation's; TypeError when the relay cannot be reached.
 */
export async function fetchFederation(relay: string, federation: string): Promise<FederationState> {
  const address = new URL(`/federations/${encodeURIComponent(federation)}`, relay);
  const response = await fetch(address, { cache: 'no-store' });
  if (!response.ok) {
    const why = response.status === 404 ? `has no federation "${federation}"` : `answered ${response.status}`;
    throw new RelayError(`The relay at ${address.origin} ${why}.`, response.status);
  }
  const result = v.safeParse(federationSchema, await response.json().catch(() => null));
  if (!result.success) {
    throw new RelayError(`${address.origin} does not answer as a relay of this version does.`, response.status);
  }
  const manifest = parseManifest(result.output.manifest);
  const { entryBytes, sequence, snapshot } = result.output;
  return {
    manifest,
    // Never the relay's word for it: the hash is what binds the log to this manifest.
    hash: manifestHash(manifest),
    epoch: result.output.epoch as Epoch,
    sequence,
    entryBytes,
    snapshot: snapshot && { ...snapshot, url: new URL(snapshot.url, relay).href },
  };
}
