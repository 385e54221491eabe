import { signal } from '@preact/signals';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import {
  type Identity,
  type KeyFileFault,
  type StoredKey,
  generateSeedKey,
  identityOf,
  importKey,
  readKeyFile,
} from '../../identity/index.ts';
import { broughtSeed } from '../organiser-link.ts';
import { vault } from '../storage.ts';
import { RelayRefusal, federationDetail, listFederations, status } from './relay-client.ts';

/** Whether the relay takes commands by a key; `unknown` where it has no federation to ask, or did not answer. */
export type Verdict = 'right' | 'wrong' | 'no-organiser' | 'unknown';

/** The organiser's key that this page signs with. */
export interface OrganiserKey {
  readonly identity: Identity;
  /** 64 hexadecimal digits. */
  readonly publicKey: string;
  readonly verdict: Verdict;
  /** Whether it is here on the next visit too. */
  readonly kept: boolean;
  /** Of a key that was made here on this visit, so that it can be saved as a file; else null. */
  readonly seed: Uint8Array | null;
}

/** Why a key that was brought is not the one in use. */
export type KeyProblem =
  | { readonly why: 'link' | KeyFileFault }
  | { readonly why: 'wrong'; readonly publicKey: string };

/** Undefined until the vault was asked; null where there is none. */
export const organiserKey = signal<OrganiserKey | null>();
export const keyProblem = signal<KeyProblem | null>(null);

const RELAY = location.origin;

let loading: Promise<void> | null = null;

/** Brings the key of this relay's organiser: from the link that was opened, or from an earlier visit. */
export async function loadKey(): Promise<void> {
  await (loading ??= recall());
  const brought = broughtSeed.peek();
  if (brought === null) return;
  broughtSeed.value = null;
  if (/^[0-9a-f]{64}$/i.test(brought)) await bring(hexToBytes(brought));
  else keyProblem.value = { why: 'link' };
}

async function recall(): Promise<void> {
  const stored = await vault()
    .then((open) => open.organisers.get(RELAY))
    .catch(() => null);
  if (!stored) {
    organiserKey.value = null;
    return;
  }
  await use(stored.key, { kept: true, seed: null, verdict: 'unknown' });
  await checkKey();
}

/** Takes the key of a file, or says why it is none. */
export async function bringFile(text: string): Promise<void> {
  const read = readKeyFile(text);
  if ('fault' in read) keyProblem.value = { why: read.fault };
  else await bring(read.seed);
}

/** Takes a key from elsewhere, unless it is refused while the one that is here may be right. */
async function bring(seed: Uint8Array): Promise<void> {
  keyProblem.value = null;
  const key = await importKey(seed);
  const identity = await identityOf(key);
  const verdict = await verdictOn(identity);
  const known = organiserKey.peek();
  if (verdict === 'wrong' && known && known.verdict !== 'wrong') {
    keyProblem.value = { why: 'wrong', publicKey: bytesToHex(identity.publicKey) };
    return;
  }
  // One that this relay refuses is shown, so that the relay can be started with it, and not kept.
  await use(key, { kept: verdict !== 'wrong' && (await keep(key)), seed: null, verdict });
}

/** Makes a key that no relay knows yet. */
export async function makeKey(): Promise<void> {
  keyProblem.value = null;
  const { seed } = generateSeedKey();
  const key = await importKey(seed);
  await use(key, { kept: await keep(key), seed, verdict: 'unknown' });
  await checkKey();
}

/** Asks the relay about the key again, as after it was started with it. */
export async function checkKey(): Promise<void> {
  const known = organiserKey.peek();
  if (!known) return;
  const verdict = await verdictOn(known.identity);
  const now = organiserKey.peek();
  if (now?.publicKey === known.publicKey) organiserKey.value = { ...now, verdict };
}

/** Forgets the key on this device. @returns whether the storage did */
export async function forgetKey(): Promise<boolean> {
  keyProblem.value = null;
  const forgotten = await vault()
    .then((open) => open.organisers.forget(RELAY))
    .then(
      () => true,
      () => false,
    );
  if (forgotten) organiserKey.value = null;
  return forgotten;
}

async function use(key: StoredKey, rest: Pick<OrganiserKey, 'kept' | 'seed' | 'verdict'>): Promise<void> {
  const identity = await identityOf(key);
  organiserKey.value = { identity, publicKey: bytesToHex(identity.publicKey), ...rest };
}

async function keep(key: StoredKey): Promise<boolean> {
  try {
    await (await vault()).organisers.keep({ relay: RELAY, key, savedAt: Date.now() });
    return true;
  } catch {
    // A private window lends no storage: the key serves this visit.
    return false;
  }
}

/** A relay has one organiser for all its federations: any of them can tell. */
async function verdictOn(identity: Identity): Promise<Verdict> {
  try {
    const [first] = await listFederations();
    if (!first) return 'unknown';
    await status(identity, await federationDetail(first.id));
    return 'right';
  } catch (error) {
    const code = error instanceof RelayRefusal ? error.code : '';
    return code === 'bad-signature' ? 'wrong' : code === 'no-organiser' ? 'no-organiser' : 'unknown';
  }
}
