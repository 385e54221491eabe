export {
  type Head,
  type Log,
  LogError,
  type LogState,
  type LogStore,
  type OpenRound,
  type PublishedFingerprint,
  type SnapshotRecord,
  type StoredContribution,
  type Write,
} from './log.ts';
export { MemoryLogStore } from './memory.ts';
export { openSqlite } from './sqlite.ts';
