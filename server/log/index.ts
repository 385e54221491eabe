export {
  type ClosedRound,
  type Contributors,
  type GuardState,
  type Head,
  type Log,
  type KeptFederation,
  LogError,
  type LogState,
  type LogStore,
  type OpenRound,
  type PublishedFingerprint,
  RECENT_ROUNDS,
  RUNNING,
  type RoundNotes,
  type SnapshotRecord,
  type Status,
  type StoredContribution,
  type TimelineRow,
  type TimelineTotals,
  UNGUARDED,
  type Write,
} from './log.ts';
export { MemoryLogStore } from './memory.ts';
export { openPostgres } from './postgres.ts';
export type { Tables } from './schema.ts';
export { SqlLog } from './sql.ts';
export { openSqlite } from './sqlite.ts';
