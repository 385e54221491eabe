import { signal } from '@preact/signals';
import { type Manifest, joinFragment, manifestHash, parseFederationId } from '../../protocol/index.ts';
import { loadKey, organiserKey } from '../organise/key.ts';
import { type Target, createFederation, invite } from '../organise/relay-client.ts';

/** A federation that was opened here, so that its link can be shared. */
export interface Opened {
  readonly manifest: Manifest;
  readonly target: Target;
}

export const opened = signal<Opened | null>(null);
export const opening = signal(false);
export const openFault = signal<unknown>(null);
/** Links by invitation, the newest first: a token is told once. */
export const invitations = signal<readonly { readonly label: string; readonly link: string }[]>([]);
export const inviteFault = signal<unknown>(null);

/** Opens the federation on the relay, signed with the organiser's key. */
export async function open(manifest: Manifest): Promise<void> {
  await loadKey();
  const key = organiserKey.peek();
  if (!key || opening.peek()) return;
  opening.value = true;
  openFault.value = null;
  try {
    opened.value = { manifest, target: await createFederation(key.identity, manifest) };
    invitations.value = [];
  } catch (error) {
    openFault.value = error;
  } finally {
    opening.value = false;
  }
}

/** The page's address for volunteers, pinned to the manifest. */
export function linkTo(manifest: Manifest, token = ''): string {
  const pin = manifestHash(manifest).slice(0, 16);
  return `${location.origin}/${joinFragment({ federation: parseFederationId(manifest.id), invite: token, pin })}`;
}

/** @param uses participants that the invitation lets in; null for any number */
export async function inviteTo({ manifest, target }: Opened, label: string, uses: number | null): Promise<void> {
  const key = organiserKey.peek();
  if (!key) return;
  inviteFault.value = null;
  try {
    const { token } = await invite(key.identity, target, { label, expiresAt: null, limit: uses });
    invitations.value = [{ label, link: linkTo(manifest, token) }, ...invitations.peek()];
  } catch (error) {
    inviteFault.value = error;
  }
}

/** As `npm start -- --manifest FILE` takes it. */
export function manifestFile(manifest: Manifest): Blob {
  return new Blob([`${JSON.stringify(manifest, null, 2)}\n`], { type: 'application/json' });
}
