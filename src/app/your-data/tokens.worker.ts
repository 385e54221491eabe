import { expose } from 'comlink';
import { type PrivateText, reveal } from '../../data/index.ts';
import { Prompt, Tokenizer } from '../../model/index.ts';
import type { TokenizerFiles } from './tokenizer-files.ts';

/** Counts tokens away from the page's thread. It is given all that it needs, and sends nothing anywhere. */
class TokenCounter {
  #prompt: Prompt | null = null;

  /** @param template with the limit of a row, as the manifest's task has them */
  open({ tokenizer, config }: TokenizerFiles, template: string, maxTokens: number): void {
    this.#prompt = new Prompt(new Tokenizer(JSON.parse(tokenizer), JSON.parse(config)), template, maxTokens);
  }

  /** Tokens of each row as training would read it, the template's among them, before any is cut. */
  count(rows: readonly (readonly PrivateText[])[]): number[] {
    const prompt = this.#prompt;
    if (!prompt) throw new Error('The tokenizer is not open yet.');
    return rows.map((texts) => prompt.count(texts.map(reveal)));
  }
}

export type { TokenCounter };

expose(new TokenCounter());
