import * as v from 'valibot';
import { type Epoch, type Hash, type Manifest, manifestHash, parseEpoch, parseManifest } from '../protocol/index.ts';

const federationSchema = v.object({
  manifest: v.unknown(),
  manifestHash: v.string(),
  epoch: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  sequence: v.number(),
  chain: v.string(),
  // Not told by relays that rebuild no model.
  fingerprint: v.optional(v.nullable(v.object({ sequence: v.number(), fingerprint: v.string() }))),
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

const listSchema = v.object({ federations: v.array(v.object({ id: v.string() })) });

/** What a relay tells of a federation before anybody joins. */
export interface FederationState {
  readonly manifest: Manifest;
  readonly hash: Hash;
  readonly epoch: Epoch;
  readonly sequence: number;
  /** The newest that the relay's own reconstruction has reached; null where there is none. */
  readonly fingerprint: { readonly sequence: number; readonly fingerprint: string } | null;
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

/** The relay could not be reached, or answered with something else than what was asked for. */
export class RelayError extends Error {
  override readonly name = 'RelayError';
  /** Trying again may help. */
  readonly temporary: boolean;
  constructor(message: string, temporary: boolean) {
    super(message);
    this.temporary = temporary;
  }
}

/**
 * Asks a relay for a federation.
 * @throws RelayError; ManifestError when this version cannot read the manifest.
 */
export async function fetchFederation(
  relay: string,
  federation: string,
  signal?: AbortSignal,
): Promise<FederationState> {
  const address = new URL(`/federations/${encodeURIComponent(federation)}`, relay);
  const response = await fetch(address, { cache: 'no-store', ...(signal && { signal }) }).catch(() => null);
  if (!response) throw new RelayError(`The relay at ${address.origin} cannot be reached.`, true);
  if (!response.ok) {
    const why =
      response.status === 404 ? await lacks(new URL('/federations', relay), federation) : `answered ${response.status}`;
    throw new RelayError(`The relay at ${address.origin} ${why}.`, response.status >= 500);
  }
  const result = v.safeParse(federationSchema, await response.json().catch(() => null));
  if (!result.success) {
    throw new RelayError(`${address.origin} does not answer as a relay of this version does.`, false);
  }
  const manifest = parseManifest(result.output.manifest);
  const { entryBytes, sequence, snapshot, fingerprint = null } = result.output;
  return {
    manifest,
    // Never the relay's word for it: the hash is what binds the log to this manifest.
    hash: manifestHash(manifest),
    epoch: parseEpoch(result.output.epoch),
    sequence,
    fingerprint,
    entryBytes,
    snapshot: snapshot && { ...snapshot, url: new URL(snapshot.url, relay).href },
  };
}

/** That a relay has no such federation, and which ones it has where it says so. */
async function lacks(list: URL, federation: string): Promise<string> {
  const response = await fetch(list, { cache: 'no-store' }).catch(() => null);
  const { success, output } = v.safeParse(listSchema, await response?.json().catch(() => null));
  const names = success ? output.federations.map(({ id }) => `"${id}"`).join(', ') : '';
  return `has no federation "${federation}"${names && `, but ${names}`}`;
}

/**
 * The log's entries, exactly as they were hashed. The relay sends them one after another, each behind its length
 * (4 bytes, big-endian).
 * @throws RelayError
 */
export async function fetchLog(relay: string, federation: string): Promise<Uint8Array[]> {
  const address = new URL(`/federations/${encodeURIComponent(federation)}/log`, relay);
  const response = await fetch(address, { cache: 'no-store' }).catch(() => null);
  if (!response) throw new RelayError(`The relay at ${address.origin} cannot be reached.`, true);
  if (!response.ok) throw new RelayError(`The relay at ${address.origin} answered ${response.status}.`, false);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = at + 4 <= bytes.length ? view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (at + 4 + length > bytes.length) throw new RelayError('The log ends in the middle of an entry.', true);
    entries.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return entries;
}
