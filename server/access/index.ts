export type { AccessStore, Admission, Invite } from './access.ts';
export {
  CommandError,
  MAX_COMMAND_BYTES,
  type OrganiserCommand,
  SIGNATURE_HEADER,
  forgottenBefore,
  readOrder,
  writeOrder,
} from './command.ts';
export { isSignedBy, publicKeyOf } from './ed25519.ts';
export { Gate } from './gate.ts';
export { MemoryAccessStore } from './memory.ts';
export { type OrganiserKey, openOrganiserKey, readOrganiserKey } from './organiser.ts';
export { type AccessTables, addAccess } from './schema.ts';
export { SqlAccessStore } from './sql.ts';
export { drawInviteId, drawToken, tokenHash } from './token.ts';
