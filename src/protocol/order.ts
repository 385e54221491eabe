import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Manifest, canonicalJson } from './manifest.ts';

/** Header with a command's signature, hexadecimal. */
export const SIGNATURE_HEADER = 'dandelion-signature';

/** What stands before the body in what is signed: a signature for anything else is none for a command. [A2] */
const CONTEXT = 'dandelion command 2\n';

/** Where a model is to be fetched from. */
export type ModelSource =
  /** On the hub; `revision` is a branch, a tag or a commit. */
  | { readonly kind: 'hub'; readonly id: string; readonly revision: string }
  /** An https address of the folder that has its files. */
  | { readonly kind: 'url'; readonly url: string };

/** What an organiser tells a relay, or one of its federations, to do. */
export type OrganiserCommand =
  /** `words` are what volunteers are shown. */
  | { readonly do: 'pause' | 'resume' | 'stop' | 'archive'; readonly words: string }
  /** Back to the state after entry `to`. */
  | { readonly do: 'rollback'; readonly to: number }
  | {
      readonly do: 'invite';
      readonly label: string;
      /** Milliseconds since 1970; null: never. */
      readonly expiresAt: number | null;
      /** Participants; null: any number. */
      readonly limit: number | null;
    }
  /** `id` of an invite. */
  | { readonly do: 'revoke'; readonly id: string }
  | { readonly do: 'invites' | 'status' }
  /** Rounds with numbers above `since`. */
  | { readonly do: 'overview'; readonly since: number }
  /** To the relay: a new federation. */
  | { readonly do: 'create'; readonly manifest: Manifest }
  /** To the relay: fetch a model's files and say what it is. */
  | { readonly do: 'describe'; readonly source: ModelSource };

/** A command with what it is for, and when it was given. */
export interface Order<Command extends OrganiserCommand = OrganiserCommand> {
  /** For `describe` both are empty; for `create` they are the new federation's. */
  readonly federation: string;
  readonly manifestHash: string;
  readonly command: Command;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 32 hexadecimal digits, never used before. */
  readonly nonce: string;
}

/** A command as it is sent: the body, and the value of its signature's header. */
export interface SignedOrder {
  readonly body: string;
  readonly signature: string;
}

/** The bytes that a command's signature is over. @param body as it is sent */
export function orderBytesToSign(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const context = utf8ToBytes(CONTEXT);
  const bytes = new Uint8Array(context.length + body.length);
  bytes.set(context);
  bytes.set(body, context.length);
  return bytes;
}

/**
 * Signs a command, in a terminal and on a page alike.
 * @param sign 64 bytes of Ed25519 (RFC 8032) by the organiser's key
 * @param now milliseconds since 1970
 */
export async function signOrder(
  sign: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>,
  federation: { readonly id: string; readonly manifestHash: string },
  command: OrganiserCommand,
  now: number,
): Promise<SignedOrder> {
  const nonce = bytesToHex(crypto.getRandomValues(new Uint8Array(16)));
  const order: Order = { federation: federation.id, manifestHash: federation.manifestHash, command, at: now, nonce };
  const body = canonicalJson(order);
  return { body, signature: bytesToHex(await sign(orderBytesToSign(utf8ToBytes(body)))) };
}
