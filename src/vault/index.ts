export type { ClosedReason } from './database.ts';
export type { Dataset, DatasetDraft, DatasetRows, ExportFormat } from './datasets.ts';
export { VaultError, type VaultErrorCode } from './error.ts';
export type {
  BaseEvaluation,
  Checkpoint,
  ContributionState,
  DatasetSummary,
  HistoryDay,
  Invitation,
  JournalRecord,
  PreferenceValues,
  StoredChunk,
  StoredFile,
  StoredOrganiser,
  StoredTrial,
  UnfinishedFile,
  Work,
} from './schema.ts';
export type { StorageUse } from './storage.ts';
export type { TrialName } from './trials.ts';
export { type Vault, type VaultOptions, openVault } from './vault.ts';
