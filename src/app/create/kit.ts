import { computed, effect, signal } from '@preact/signals';
import { type LabelCheck, Prompt, Tokenizer } from '../../model/index.ts';
import { draft } from './store.ts';

/** The chosen model's tokenizer, for the previews; the dry run reads the model itself. */
export type Kit =
  | { readonly status: 'none' | 'loading' }
  | { readonly status: 'ready'; readonly tokenizer: Tokenizer }
  /** `policy`: its origin is one that this page may not talk to before it is loaded anew. */
  | { readonly status: 'failed'; readonly why: 'policy' | 'unreachable' | 'unreadable'; readonly said: string };

export const kit = signal<Kit>({ status: 'none' });

/** A label word, looked at: one token, several, not in the vocabulary, or another class's too. */
export interface Checked {
  readonly verdict: 'one' | 'several' | 'unknown' | 'twice';
  readonly tokens: readonly string[];
  readonly near: readonly string[];
}

let loaded = '';

/** Keeps the tokenizer that of the draft's model. @returns the way to stop */
export function watchKit(): () => void {
  return effect(() => {
    const location = draft.value.model?.model.location ?? '';
    if (location !== loaded) fetchKit(location);
  });
}

/** Fetches it again, after it failed. */
export function retryKit(): void {
  fetchKit(loaded);
}

function fetchKit(place: string): void {
  loaded = place;
  if (place === '') {
    kit.value = { status: 'none' };
    return;
  }
  kit.value = { status: 'loading' };
  void load(place).then((value) => {
    if (place === loaded) kit.value = value;
  });
}

async function load(place: string): Promise<Kit> {
  let blocked = false;
  const note = (event: SecurityPolicyViolationEvent): void => {
    blocked ||= event.violatedDirective.startsWith('connect-src');
  };
  document.addEventListener('securitypolicyviolation', note);
  try {
    const json = async (name: string): Promise<unknown> => {
      const response = await fetch(new URL(`${place.replace(/\/$/, '')}/${name}`, document.baseURI));
      if (!response.ok) throw new TypeError(`${name}: ${response.status}`);
      return response.json();
    };
    const [file, config] = await Promise.all([json('tokenizer.json'), json('tokenizer_config.json')]);
    return { status: 'ready', tokenizer: new Tokenizer(file, config) };
  } catch (error) {
    // The event of a violation may come a turn after the failure that it explains.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const said = error instanceof Error ? error.message : String(error);
    const why = blocked ? 'policy' : error instanceof TypeError ? 'unreachable' : 'unreadable';
    return { status: 'failed', why, said };
  } finally {
    document.removeEventListener('securitypolicyviolation', note);
  }
}

const checks = new WeakMap<Tokenizer, Map<string, LabelCheck>>();

/** The verdicts on the draft's words, in their order; null without a tokenizer, or for a word that is not written yet. */
export const checkedLabels = computed<readonly (Checked | null)[] | null>(() => {
  const current = kit.value;
  if (current.status !== 'ready') return null;
  const { tokenizer } = current;
  const known = checks.get(tokenizer) ?? new Map<string, LabelCheck>();
  checks.set(tokenizer, known);
  const all = draft.value.labels.map(({ word }) => {
    if (word.trim() === '') return null;
    const check = known.get(word) ?? tokenizer.checkLabel(word);
    known.set(word, check);
    return check;
  });
  return all.map((check, i): Checked | null => {
    if (!check) return null;
    const { id, near, tokens } = check;
    if (id === null) return { verdict: tokens.length > 1 ? 'several' : 'unknown', tokens, near };
    const isTwice = all.findIndex((other) => other?.id === id) !== i;
    return { verdict: isTwice ? 'twice' : 'one', tokens, near: [] };
  });
});

/** Whether the words are known not to do. Reads signals. */
export function hasWrongWords(): boolean {
  return checkedLabels.value?.some((check) => check !== null && check.verdict !== 'one') ?? false;
}

/** A row as the model will read it. */
export interface ReadRow {
  readonly text: string;
  readonly tokens: number;
  /** Tokens that did not fit. */
  readonly cut: number;
}

/** Tokens that no row has. */
const ENDLESS = 1_000_000;

/** Rows of the previews. @throws ModelError or FormatError where template and length do not go together */
export function readRows(
  tokenizer: Tokenizer,
  template: string,
  maxTokens: number,
  rows: readonly (readonly string[])[],
): ReadRow[] {
  const prompt = new Prompt(tokenizer, template, maxTokens);
  const whole = new Prompt(tokenizer, template, ENDLESS);
  return rows.map((texts) => {
    const { ids } = prompt.encode(texts);
    return { text: tokenizer.decode(ids), tokens: ids.length, cut: whole.encode(texts).ids.length - ids.length };
  });
}
