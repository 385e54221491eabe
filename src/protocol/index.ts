export { FormatError } from './bytes.ts';
export {
  MAX_CLIENT_FRAME,
  MAX_STATUS_WORDS,
  RELAY_PATH,
  SUBPROTOCOL,
  VersionError,
  closeCode,
  contributionBytes,
  contributionBytesToSign,
  decodeClientMessage,
  decodeServerMessage,
  encodeClientMessage,
  encodeServerMessage,
  goodbyeReason,
  helloBytes,
  isContributionFrame,
} from './codec.ts';
export { decodeEntry, encodeEntry, rollbackFault } from './entry-codec.ts';
export {
  type Entry,
  type EntryPart,
  type LatePart,
  MAX_ROLLBACK_BYTES,
  type PrivateEntry,
  type RollbackEntry,
  type SharedEntry,
  entryHash,
  inOrder,
  lateInOrder,
  participantsOf,
} from './entry.ts';
export { chunkBytesFor } from './file-chunks.ts';
export {
  type Epoch,
  type FederationId,
  type Hash,
  type ParticipantId,
  type Sequence,
  parseEpoch,
  parseFederationId,
  parseHash,
  parseParticipantId,
  parseSequence,
  participantOf,
} from './ids.ts';
export { type JoinLink, isInviteToken, joinFragment, readJoinFragment } from './join-link.ts';
export { type IncomingLog, LogFileError, type LogRecord, readLogFile, writeLogFile } from './log-file.ts';
export type { Aggregation } from './aggregation.ts';
export {
  MAX_LATE,
  type Manifest,
  ManifestError,
  aggregationOf,
  canonicalJson,
  isMeasured,
  lateOf,
  manifestHash,
  parseManifest,
  precisionOf,
  scalarCount,
  trainableOf,
} from './manifest.ts';
export { type Method, scalarsPerStep, splitOf } from './method.ts';
export {
  type ClientMessage,
  type Contribution,
  type GoodbyeReason,
  type Hello,
  PROTOCOL_VERSION,
  type RefusalReason,
  type RunState,
  type ServerMessage,
  type StatusCause,
} from './messages.ts';
export type {
  AlertView,
  DeviceKind,
  EvaluationView,
  ModelDescription,
  Overview,
  ParticipantView,
  RoundView,
  Summary,
} from './organising.ts';
export {
  type ModelSource,
  type Order,
  type OrganiserCommand,
  SIGNATURE_HEADER,
  type SignedOrder,
  orderBytesToSign,
  signOrder,
} from './order.ts';
export {
  type IncomingSnapshot,
  type SnapshotPlace,
  type SnapshotTensor,
  readSnapshot,
  snapshotBytes,
  snapshotChunks,
} from './snapshot.ts';
export { TEMPLATE_FIELD, type TemplateField, templateFields } from './template.ts';
