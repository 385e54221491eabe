import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Manifest, parseHash } from '../../protocol/index.ts';
import { vault } from '../storage.ts';

/** What a tokenizer is made of, as text. */
export interface TokenizerFiles {
  readonly tokenizer: string;
  readonly config: string;
}

type ModelFile = Manifest['model']['files'][number];

const NAMES = ['tokenizer.json', 'tokenizer_config.json'] as const;

function filesOf({ model }: Manifest): ModelFile[] {
  return NAMES.flatMap((name) => model.files.find((file) => file.name === name) ?? []);
}

/** Bytes that have to be downloaded for the tokenizer; 0 where the device has it. */
export async function tokenizerDownload(manifest: Manifest): Promise<number> {
  const { files } = await vault();
  const sizes = await Promise.all(
    filesOf(manifest).map(async ({ bytes, sha256: hash }) => ((await files.get(parseHash(hash))) ? 0 : bytes)),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * The tokenizer of a federation's model: from this device, else from where the manifest says, checked against its hash
 * and kept, so that joining need not load it again.
 * @throws Error where it cannot be had, or is another than the manifest's
 */
export async function loadTokenizerFiles(manifest: Manifest): Promise<TokenizerFiles> {
  const [tokenizer, config] = await Promise.all(filesOf(manifest).map((file) => textOf(manifest, file)));
  if (tokenizer === undefined || config === undefined) throw new Error('The manifest names no tokenizer.');
  return { tokenizer, config };
}

async function textOf({ model }: Manifest, { name, bytes, sha256: hash }: ModelFile): Promise<string> {
  const { files } = await vault();
  const kept = await files.get(parseHash(hash));
  if (kept?.size === bytes) return kept.text();
  const address = new URL(`${model.location.replace(/\/$/, '')}/${name}`, location.origin);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${name} could not be loaded: ${address.host} answered ${response.status}.`);
  const contents = new Uint8Array(await response.arrayBuffer());
  if (contents.length !== bytes || bytesToHex(sha256(contents)) !== hash) {
    throw new Error(`${name} from ${address.host} is not the file that the federation agreed on.`);
  }
  const file = new Blob([contents]);
  // Where there is no room for it, counting goes on without.
  await files.save(parseHash(hash), name, file).catch(() => {});
  return file.text();
}
