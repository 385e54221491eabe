import { type KeyObject, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { type FederationId, MAX_STATUS_WORDS, canonicalJson } from '../../src/protocol/index.ts';
import { isSignedBy } from './ed25519.ts';
import type { OrganiserKey } from './organiser.ts';

/** Milliseconds by which an organiser's clock and the relay's may differ. */
const CLOCK_WINDOW = 5 * 60_000;
/** Bytes of a command's body at most. */
export const MAX_COMMAND_BYTES = 4096;
/** Header with the signature, hexadecimal. */
export const SIGNATURE_HEADER = 'dandelion-signature';

const words = v.pipe(
  v.string(),
  v.check((text) => Buffer.byteLength(text) <= MAX_STATUS_WORDS, `${MAX_STATUS_WORDS} bytes of words at most`),
  // Line breaks too: it is one line on a page.
  v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'words without control characters'),
);
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));

const commandSchema = v.variant('do', [
  v.strictObject({ do: v.picklist(['pause', 'resume', 'stop', 'archive']), words }),
  v.strictObject({
    do: v.literal('rollback'),
    to: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1)),
  }),
  v.strictObject({ do: v.literal('invite'), label: words, expiresAt: v.nullable(time), limit: v.nullable(count) }),
  v.strictObject({ do: v.literal('revoke'), id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, 'an id of an invite')) }),
  v.strictObject({ do: v.picklist(['invites', 'status']) }),
]);

/** What an organiser tells a federation to do. */
export type OrganiserCommand = v.InferOutput<typeof commandSchema>;

const orderSchema = v.strictObject({
  federation: v.string(),
  manifestHash: v.string(),
  command: commandSchema,
  /** Milliseconds since 1970. */
  at: time,
  /** 32 hexadecimal digits, never used before. */
  nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
});

/** A command with what it is for, and when it was given. */
export type Order = v.InferOutput<typeof orderSchema>;

/** Why a command is not carried out: the status of the answer, a code for programs, and a sentence. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly status: 400 | 401 | 404 | 409 | 413 | 429 | 503;
  readonly code: string;
  constructor(status: CommandError['status'], code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

function bytesToSign(body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('dandelion command 2\n'), body]);
}

/** A command as it is sent: the body, and the value of its signature's header. */
export function writeOrder(
  key: OrganiserKey,
  federation: { readonly id: FederationId | string; readonly manifestHash: string },
  command: OrganiserCommand,
  now: number,
): { readonly body: string; readonly signature: string } {
  const nonce = randomBytes(16).toString('hex');
  const order: Order = { federation: federation.id, manifestHash: federation.manifestHash, command, at: now, nonce };
  const body = canonicalJson(order);
  return { body, signature: Buffer.from(key.sign(bytesToSign(Buffer.from(body)))).toString('hex') };
}

/**
 * Reads a command: whose it is first, then what it says.
 * @param signature the header's value
 * @throws CommandError where it is not the organiser's, not for this federation, or not of now
 */
export function readOrder(
  organiser: KeyObject,
  federation: { readonly id: string; readonly manifestHash: string },
  body: Uint8Array,
  signature: string,
  now: number,
): Order {
  const isHex = /^[0-9a-f]{128}$/.test(signature);
  if (!isHex || !isSignedBy(organiser, bytesToSign(body), Buffer.from(signature, 'hex'))) {
    throw new CommandError(401, 'bad-signature', "The command is not signed by this relay's organiser.");
  }
  const result = v.safeParse(orderSchema, parsed(body));
  if (!result.success) {
    const [issue] = result.issues;
    const place = issue.path?.map(({ key }) => String(key)).join('.') ?? 'the body';
    throw new CommandError(400, 'bad-command', `The command cannot be read: ${place}: ${issue.message}`);
  }
  const order = result.output;
  if (order.federation !== federation.id || order.manifestHash !== federation.manifestHash) {
    throw new CommandError(409, 'other-federation', 'The command was signed for another federation or manifest.');
  }
  const difference = now - order.at;
  if (Math.abs(difference) > CLOCK_WINDOW) {
    const seconds = Math.round(Math.abs(difference) / 1000);
    const clocks = `The command was signed ${seconds} seconds ${difference > 0 ? 'ago' : 'from now'} by the relay's clock`;
    throw new CommandError(401, 'clock', `${clocks}; 300 are allowed. Set the clocks right and try again.`);
  }
  return order;
}

/** Nonces used before this are older than any command that is still taken. */
export function forgottenBefore(now: number): number {
  return now - 2 * CLOCK_WINDOW - 1;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new CommandError(400, 'bad-command', 'The command is not JSON.');
  }
}
