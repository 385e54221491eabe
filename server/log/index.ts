export {
  type ClosedRound,
  type GuardState,
  type Head,
  type Log,
  LogError,
  type LogState,
  type LogStore,
  type OpenRound,
  type PublishedFingerprint,
  RECENT_ROUNDS,
  RUNNING,
  type SnapshotRecord,
  type Status,
  type StoredContribution,
  UNGUARDED,
  type Write,
} from './log.ts';
export { MemoryLogStore } from './memory.ts';
export { openPostgres } from './postgres.ts';
export type { Tables } from './schema.ts';
export { SqlLog } from './sql.ts';
export { openSqlite } from './sqlite.ts';
