export type { AccessStore, Admission, Invite } from './access.ts';
export { isSignedBy, publicKeyOf } from './ed25519.ts';
export { Gate } from './gate.ts';
export { MemoryAccessStore } from './memory.ts';
export { type AccessTables, addAccess } from './schema.ts';
export { SqlAccessStore } from './sql.ts';
