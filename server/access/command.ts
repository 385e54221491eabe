import type { KeyObject } from 'node:crypto';
import * as v from 'valibot';
import { type Order, orderBytesToSign } from '../../src/protocol/index.ts';
import { time } from './command-schema.ts';
import { isSignedBy } from './ed25519.ts';

/** Milliseconds by which an organiser's clock and the relay's may differ. */
const CLOCK_WINDOW = 5 * 60_000;
/** Bytes of a command's body at most. */
export const MAX_COMMAND_BYTES = 4096;

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

/** An order as it came, its command read by a schema. */
type Received<Command> = Omit<Order, 'command'> & { readonly command: Command };

/**
 * Reads a command: whose it is first, then what it says.
 * @param schema of the commands that are taken here
 * @param signature the header's value
 * @throws CommandError where it is not the organiser's, none of these commands, or not of now
 */
export function readOrder<Command>(
  organiser: KeyObject,
  schema: v.GenericSchema<unknown, Command>,
  body: Uint8Array,
  signature: string,
  now: number,
): Received<Command> {
  const isHex = /^[0-9a-f]{128}$/.test(signature);
  if (!isHex || !isSignedBy(organiser, orderBytesToSign(body), Buffer.from(signature, 'hex'))) {
    throw new CommandError(401, 'bad-signature', "The command is not signed by this relay's organiser.");
  }
  const result = v.safeParse(orderSchema(schema), parsed(body));
  if (!result.success) {
    const [issue] = result.issues;
    const place = v.getDotPath(issue) ?? 'the body';
    throw new CommandError(400, 'bad-command', `The command cannot be read: ${place}: ${issue.message}`);
  }
  const order = result.output;
  const difference = now - order.at;
  if (Math.abs(difference) > CLOCK_WINDOW) {
    const seconds = Math.round(Math.abs(difference) / 1000);
    const clocks = `The command was signed ${seconds} seconds ${difference > 0 ? 'ago' : 'from now'} by the relay's clock`;
    throw new CommandError(401, 'clock', `${clocks}; 300 are allowed. Set the clocks right and try again.`);
  }
  return order;
}

/** @throws CommandError where an order is for something else than it was sent to */
export function checkPlace(
  order: Pick<Order, 'federation' | 'manifestHash'>,
  place: { readonly id: string; readonly manifestHash: string },
): void {
  if (order.federation === place.id && order.manifestHash === place.manifestHash) return;
  throw new CommandError(409, 'other-federation', 'The command was signed for another federation or manifest.');
}

/** Nonces used before this are older than any command that is still taken. */
export function forgottenBefore(now: number): number {
  return now - 2 * CLOCK_WINDOW - 1;
}

function orderSchema<Command>(command: v.GenericSchema<unknown, Command>) {
  return v.strictObject({
    federation: v.string(),
    manifestHash: v.string(),
    command,
    at: time,
    nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new CommandError(400, 'bad-command', 'The command is not JSON.');
  }
}
