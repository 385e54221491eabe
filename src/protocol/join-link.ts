import { type FederationId, parseFederationId } from './ids.ts';

/** What a link to a federation says behind its `#`, which browsers send to nobody. */
export interface JoinLink {
  readonly federation: FederationId;
  /** The token of an invite; '' where there is none. */
  readonly invite: string;
  /** First 16 hexadecimal digits of the hash of the manifest that it was made for; '' for whatever it is. */
  readonly pin: string;
}

/** Letters of an invite's token. */
const TOKEN = /^[\w-]{1,64}$/;
const PIN = /^[0-9a-f]{16}$/;
const FRAGMENT = /^#\/join\/([^?]*)(?:\?(.*))?$/;

/** A link's fragment, such as `#/join/sentiment?invite=TOKEN&manifest=00112233aabbccdd`. */
export function joinFragment({ federation, invite, pin }: JoinLink): string {
  const query = new URLSearchParams({ ...(invite && { invite }), ...(pin && { manifest: pin }) }).toString();
  return `#/join/${federation}${query && `?${query}`}`;
}

/** Null where a fragment is not that of a link to a federation, or says what no organiser's does. */
export function readJoinFragment(fragment: string): JoinLink | null {
  const [, name, query = ''] = FRAGMENT.exec(fragment) ?? [];
  if (name === undefined) return null;
  const parameters = new URLSearchParams(query);
  const [invite, pin] = [parameters.get('invite') ?? '', parameters.get('manifest') ?? ''];
  if ((invite !== '' && !TOKEN.test(invite)) || (pin !== '' && !PIN.test(pin))) return null;
  try {
    return { federation: parseFederationId(name), invite, pin };
  } catch {
    return null;
  }
}

/** Whether a text can be an invite's token. */
export function isInviteToken(text: string): boolean {
  return TOKEN.test(text);
}
