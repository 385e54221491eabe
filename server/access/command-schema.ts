import * as v from 'valibot';
import { MAX_STATUS_WORDS, type OrganiserCommand } from '../../src/protocol/index.ts';

const words = v.pipe(
  v.string(),
  v.check((text) => Buffer.byteLength(text) <= MAX_STATUS_WORDS, `${MAX_STATUS_WORDS} bytes of words at most`),
  // Line breaks too: it is one line on a page.
  v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'words without control characters'),
);
const sequence = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));
/** Milliseconds since 1970. */
export const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));

/** What a relay is told; a federation is told the rest. */
type RelayCommandName = 'create' | 'describe';

/** What a federation is told. */
export type FederationCommand = Exclude<OrganiserCommand, { readonly do: RelayCommandName }>;

export const federationCommand = v.variant('do', [
  v.strictObject({ do: v.picklist(['pause', 'resume', 'stop', 'archive']), words }),
  v.strictObject({ do: v.literal('rollback'), to: sequence }),
  v.strictObject({ do: v.literal('invite'), label: words, expiresAt: v.nullable(time), limit: v.nullable(count) }),
  v.strictObject({ do: v.literal('revoke'), id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, 'an id of an invite')) }),
  v.strictObject({ do: v.picklist(['invites', 'status']) }),
  v.strictObject({ do: v.literal('overview'), since: sequence }),
]) satisfies v.GenericSchema<unknown, FederationCommand>;

/** A federation to be begun; what is wrong with the manifest is told by its own schema. */
export const createCommand = v.strictObject({ do: v.literal('create'), manifest: v.unknown() });

/** A model to be fetched. */
export const describeCommand = v.strictObject({
  do: v.literal('describe'),
  source: v.variant('kind', [
    v.strictObject({
      kind: v.literal('hub'),
      id: v.pipe(v.string(), v.maxLength(200)),
      /** A branch, a tag or a commit. */
      revision: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    }),
    v.strictObject({
      kind: v.literal('url'),
      url: v.pipe(v.string(), v.url(), v.startsWith('https://', 'an https address'), v.maxLength(400)),
    }),
  ]),
}) satisfies v.GenericSchema<unknown, OrganiserCommand>;
