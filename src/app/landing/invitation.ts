import { computed, effect, signal } from '@preact/signals';
import {
  type Manifest,
  isInviteToken,
  manifestHash,
  parseFederationId,
  readJoinFragment,
} from '../../protocol/index.ts';
import type { Invitation } from '../../vault/index.ts';
import { home } from '../federations.ts';
import { link } from '../route.ts';
import { invitationOf, keepInvitation } from '../storage.ts';
import { words } from './words/index.ts';

const NONE: Invitation = { invite: '', pin: '' };

const federation = computed(() =>
  home.value.status === 'ready' ? parseFederationId(home.value.federation.manifest.id) : null,
);

/** How this device was invited to the federation on the screen: by the link in the address, or one of an earlier visit. */
export const invitation = signal<Invitation>(NONE);

/** Keeps `invitation` that of the federation on the screen. @returns the way to stop */
export function watchInvitations(): () => void {
  return effect(() => {
    const id = federation.value;
    const here = link.value?.federation === id ? link.value : null;
    if (id === null) return;
    invitation.value = here ?? NONE;
    const stored = invitationOf(id);
    void stored.then((known) => {
      // What a link says counts more than what is known, where it says something.
      const invite = here?.invite || known?.invite || '';
      const pin = here?.pin || known?.pin || '';
      if (federation.peek() !== id) return;
      const next = { invite, pin };
      invitation.value = next;
      if (!here || !(invite || pin)) return;
      void keepInvitation(here.federation, next).then((kept) => {
        if (invitation.peek() === next) invitation.value = kept;
      });
    });
  });
}

/** First digits of a manifest's hash, as links have them. */
export function pinOf(manifest: Manifest): string {
  return manifestHash(manifest).slice(0, 16);
}

/** Takes a pasted link or token. @returns what is wrong with it, in words; null where nothing is */
export function takePasted(text: string): string | null {
  const pasted = text.trim();
  const id = federation.peek();
  if (pasted === '') return words().pasteSomething;
  if (!pasted.includes('#')) {
    if (!isInviteToken(pasted)) return words().neitherNor;
    const next = { ...invitation.peek(), invite: pasted };
    invitation.value = next;
    if (id !== null) void keepInvitation(id, next);
    return null;
  }
  const read = readJoinFragment(pasted.slice(pasted.indexOf('#')));
  if (!read) return words().notWhole;
  const address = pasted.slice(0, pasted.indexOf('#'));
  if (address !== '' && (!URL.canParse(address) || new URL(address).origin !== location.origin)) {
    return words().anotherRelay(location.host);
  }
  location.hash = pasted.slice(pasted.indexOf('#'));
  return null;
}
