import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { DatasetRow, PrivateText } from '../data/index.ts';
import type { StoredKey } from '../identity/index.ts';
import type { Contribution, Epoch, FederationId, Hash, Sequence } from '../protocol/index.ts';

/** A data set without its texts. */
export interface DatasetSummary {
  readonly id: number;
  readonly name: string;
  /** Where it came from, such as `file`, `paste` or `sample:imdb`. */
  readonly source: string;
  /** Names of an example's texts, in order. */
  readonly fields: readonly string[];
  /** Names of the classes; an example's label is a place in this list. */
  readonly labels: readonly string[];
  /** Examples of each class. */
  readonly counts: readonly number[];
  /** Those of them that are held out; left out where the data set is older than this. */
  readonly heldOut?: readonly number[];
  /** Rows that nobody has labelled yet: they do not train. */
  readonly unlabelled: number;
  /** Grows with every change of the rows. */
  readonly revision: number;
  /** Of the texts, in UTF-8. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/**
 * How far a contribution has come; it only moves to the right: one that was acknowledged stays so,
 * even if it is sent again and refused because its round is over.
 */
export const CONTRIBUTION_STATES = ['kept', 'sent', 'refused', 'acknowledged'] as const;
export type ContributionState = (typeof CONTRIBUTION_STATES)[number];

/** What a contribution took to make. */
export interface Work {
  /** The federation's, as its manifest says it. */
  readonly title: string;
  /** Forward passes, in those of the whole model over a batch, and seconds of computing. */
  readonly passes: number;
  readonly seconds: number;
}

/** What this device said in one round, or is about to say. */
export interface JournalRecord {
  readonly federation: FederationId;
  readonly epoch: Epoch;
  readonly round: number;
  readonly contribution: Contribution;
  readonly state: ContributionState;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  readonly work?: Work;
}

/** The state of a federation's model that this device has reached. */
export interface Checkpoint {
  readonly epoch: Epoch;
  readonly sequence: Sequence;
  readonly fingerprint: string;
}

/** The base model on a data set's held-out part: loss in nats, accuracy in [0, 1]. */
export interface BaseEvaluation {
  readonly loss: number;
  readonly accuracy: number;
  readonly count: number;
}

/** How an engine did when it was tried. */
export interface StoredTrial {
  readonly engine: string;
  /** Null where it could not be measured, for this reason. */
  readonly passesPerSecond: number | null;
  readonly reason: string;
}

/** A model file in the vault. */
export interface StoredFile {
  readonly hash: Hash;
  /** `MODEL/FILE`. */
  readonly name: string;
  readonly bytes: number;
  /** It lies in so many chunks; 0 where it is one blob. */
  readonly chunks: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/** What a link to a federation said: the token of an invite, and the manifest that it was made for; '' where it did not. */
export interface Invitation {
  readonly invite: string;
  readonly pin: string;
}

/** With the SHA-256 of the last token that has done its work; it may still stand in the page's address. */
export interface StoredInvitation extends Invitation {
  readonly spent?: Hash;
}

/** What this device has added to a federation on one day, kept for its owner to look back on: what the relay took. */
export interface HistoryDay extends Work {
  readonly federation: FederationId;
  /** By this device's clock and time zone, such as `2026-11-23`. */
  readonly day: string;
  readonly rounds: number;
  /** Scalars in them. */
  readonly numbers: number;
}

/** A relay's organiser: the key that signs commands, and the federations that it made here. */
export interface StoredOrganiser {
  /** Origin of the relay, such as `https://relay.example`. */
  readonly relay: string;
  readonly key: StoredKey;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/** One chunk of a model file. A file with a `StoredFile` has all of its own; others are on their way. */
export interface StoredChunk {
  /** SHA-256 of the whole file, and the chunk's place in it. */
  readonly file: Hash;
  readonly index: number;
  /** SHA-256 of this chunk. */
  readonly hash: Hash;
  readonly contents: Blob;
  /** Of the whole file: its name as a `StoredFile` has it, and its length. */
  readonly name: string;
  readonly bytes: number;
}

/** A model file that is not whole yet. */
export interface UnfinishedFile {
  readonly hash: Hash;
  readonly name: string;
  /** Of the whole file, and those that are here. */
  readonly bytes: number;
  readonly present: number;
}

/** What a person has chosen for this device, by name. */
export interface PreferenceValues {
  /** An engine's name. */
  readonly engine: string;
  /** A language's tag, such as `de`. */
  readonly language: string;
  /** `light` or `dark`; the system's where nothing is kept. */
  readonly theme: string;
  /** When and how hard this device computes, as JSON: src/app/manners reads it. */
  readonly manners: string;
  /** The federation that is being made here, as JSON: src/app/create reads it. */
  readonly create: string;
}

/** A claim on a federation's contributions, where Web Locks are missing. */
export interface Lease {
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

type Later = 'unlabelled' | 'revision';

export interface Schema extends DBSchema {
  /** Those that were all labelled from the start, as all were once, may lack what came with the others. */
  datasets: { key: number; value: Omit<DatasetSummary, 'id' | Later> & Partial<Pick<DatasetSummary, Later>> };
  /** By data set, apart from the summaries so that a list loads no text. */
  examples: { key: number; value: readonly DatasetRow[] };
  identities: { key: FederationId; value: StoredKey };
  /** By federation, epoch and round. */
  journal: { key: [FederationId, Epoch, number]; value: JournalRecord };
  checkpoints: { key: FederationId; value: Checkpoint };
  /** By manifest and data set. */
  evaluations: { key: [Hash, number]; value: BaseEvaluation };
  files: { key: Hash; value: StoredFile };
  /** Apart from `files` so that a list opens no file. The browser keeps blobs on disk. */
  blobs: { key: Hash; value: Blob };
  leases: { key: string; value: Lease };
  /** By checkpoint, bits of the weights, threads and browser. */
  trials: { key: [Hash, number, number, string]; value: readonly StoredTrial[] };
  preferences: { key: keyof PreferenceValues; value: string };
  invites: { key: FederationId; value: StoredInvitation };
  /** By federation and day. */
  history: { key: [FederationId, string]; value: HistoryDay };
  organisers: { key: string; value: StoredOrganiser };
  /** By file and place. */
  chunks: { key: [Hash, number]; value: StoredChunk };
}

/** An example of version 2. */
interface ExampleOfOneText {
  readonly text: PrivateText;
  readonly label: number;
}

function withTexts(stored: DatasetRow | ExampleOfOneText): DatasetRow {
  return 'text' in stored ? { texts: [stored.text], label: stored.label } : stored;
}

export type Database = IDBPDatabase<Schema>;
type Upgrade = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>;

/**
 * The version of the database is the number of these. A change of the schema is one more, and those before it
 * stay as they are. Only IndexedDB may be awaited in one.
 */
export const MIGRATIONS: readonly ((database: Database, transaction: Upgrade) => void | Promise<void>)[] = [
  (database) => {
    database.createObjectStore('datasets', { autoIncrement: true });
    for (const name of ['examples', 'identities', 'checkpoints', 'evaluations', 'blobs', 'leases'] as const) {
      database.createObjectStore(name);
    }
    database.createObjectStore('journal', { keyPath: ['federation', 'epoch', 'round'] });
    database.createObjectStore('files', { keyPath: 'hash' });
  },
  (database) => {
    database.createObjectStore('trials');
    database.createObjectStore('preferences');
  },
  // An example had one `text` until here. Data sets are converted one by one: together they may not fit in memory.
  async (_, transaction) => {
    for await (const cursor of transaction.objectStore('datasets')) {
      await cursor.update({ ...cursor.value, fields: ['text'] });
    }
    for await (const cursor of transaction.objectStore('examples')) await cursor.update(cursor.value.map(withTexts));
  },
  // An identity was a random number until here, and is a key. What was said under the old one can't be signed any more.
  async (database, transaction) => {
    database.createObjectStore('invites');
    await Promise.all([transaction.objectStore('identities').clear(), transaction.objectStore('journal').clear()]);
  },
  (database) => {
    database.createObjectStore('history', { keyPath: ['federation', 'day'] });
    database.createObjectStore('organisers', { keyPath: 'relay' });
    database.createObjectStore('chunks', { keyPath: ['file', 'index'] });
  },
];
