export type { ClosedReason } from './database.ts';
export type { Dataset, DatasetDraft, Datasets } from './datasets.ts';
export { VaultError, type VaultErrorCode } from './error.ts';
export type { Evaluations } from './evaluations.ts';
export type { Files } from './files.ts';
export type { Journal, RoundName } from './journal.ts';
export type {
  BaseEvaluation,
  Checkpoint,
  ContributionState,
  DatasetSummary,
  JournalRecord,
  StoredFile,
} from './schema.ts';
export type { StorageUse } from './storage.ts';
export { type Vault, type VaultOptions, openVault } from './vault.ts';
