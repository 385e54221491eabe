import type { Manifest } from '../../src/protocol/index.ts';

/** A model's files, wherever they came from, and what a manifest says of them. */
export interface OpenedModel {
  /** `OWNER/NAME@COMMIT`, or the folder's name. */
  readonly name: string;
  /** From the head of its README.md; "unknown" where that says nothing. */
  readonly licence: string;
  /** A manifest's `model.location`: where others fetch the files by name. Null for a folder of this machine. */
  readonly location: string | null;
  readonly files: Manifest['model']['files'];
  /** By name. */
  readonly contents: ReadonlyMap<string, Blob>;
}

/** Bytes so far of one file and of all of them; `total` counts what is known. */
export interface ModelProgress {
  readonly file: string;
  readonly loaded: number;
  readonly total: number;
}

/** Small files first: a model that cannot be used is refused before its weights are fetched. */
export const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'] as const;

/** A model whose files are not those that are read here. The message says what to do. */
export class ModelFilesError extends Error {
  override readonly name = 'ModelFilesError';
}

/**
 * Says why a model lacks one of its files.
 * @param has whether it has another file
 */
export async function lacking(
  model: string,
  file: string,
  has: (file: string) => Promise<boolean>,
): Promise<ModelFilesError> {
  const resave = 'Load it with transformers and save it again with save_pretrained(FOLDER, max_shard_size="100GB")';
  if (file === 'model.safetensors' && (await has('model.safetensors.index.json'))) {
    return new ModelFilesError(
      `The weights of ${model} lie in several files (model.safetensors.index.json); only one file is read. ${resave}.`,
    );
  }
  if (file === 'model.safetensors' && (await has('pytorch_model.bin'))) {
    return new ModelFilesError(
      `The weights of ${model} are there as pytorch_model.bin only, a format that can run code when it is opened. ` +
        `${resave}, which writes model.safetensors.`,
    );
  }
  if (file === 'tokenizer.json') {
    return new ModelFilesError(
      `${model} has no tokenizer.json. Load its tokenizer with transformers and save it with save_pretrained(FOLDER).`,
    );
  }
  return new ModelFilesError(`${model} has no ${file}: is it a model of Hugging Face's transformers?`);
}

/** Bytes of a model card that are looked at for its licence, at most. */
export const CARD_BYTES = 1 << 20;

/** A model card's licence: `license:` between the two lines of dashes at its head. */
export function licenceOf(readme: string): string {
  const head = /^---\n([\s\S]*?)\n---/.exec(readme.replaceAll('\r\n', '\n'))?.[1] ?? '';
  return /^license:\s*["']?([\w .+-]{1,80}?)["']?\s*$/m.exec(head)?.[1] ?? 'unknown';
}
