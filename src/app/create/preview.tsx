import { useId } from 'preact/hooks';
import { FormatError } from '../../protocol/index.ts';
import { ModelError } from '../../model/index.ts';
import { formatCount } from '../format.ts';
import { firstTexts, rows } from './examples.ts';
import { type ReadRow, kit, readRows } from './kit.ts';
import { KitProblem } from './kit-problem.tsx';
import { change, draft } from './store.ts';
import { words } from './words/index.ts';

/** Rows that are shown as the model will read them. */
const SHOWN = 4;
/** Characters of pasted text that are kept: a draft is no place for a data set. */
const MOST = 500_000;

/** Pasted examples, and what becomes of them. */
export function Preview() {
  const t = words();
  const id = useId();
  const { own, examples, faulty, problem } = rows.value;
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.preview.title}</h2>
      <Prompts />
      <div class="field">
        <label for={id}>{t.preview.paste}</label>
        <textarea
          id={id}
          rows={5}
          spellcheck={false}
          value={draft.value.examples}
          maxLength={MOST}
          placeholder={t.preview.placeholder}
          aria-describedby={`${id}-hint`}
          onInput={(event) => change({ examples: event.currentTarget.value })}
        />
        <span class="note" id={`${id}-hint`}>
          {t.preview.stays}
        </span>
      </div>
      <div aria-live="polite">
        {problem && (
          <div class="problem">
            <p>
              <strong>{problem.message}</strong>
            </p>
            <p>{problem.remedy}</p>
          </div>
        )}
        {own && !problem && <p data-testid="pasted">{t.preview.read(examples.length, faulty)}</p>}
      </div>
    </section>
  );
}

function Prompts() {
  const t = words();
  const state = kit.value;
  const { labels, maxTokens, prompt } = draft.value;
  const first = firstTexts(SHOWN);
  switch (state.status) {
    case 'none':
      return <p class="muted">{t.preview.noModel}</p>;
    case 'loading':
      return (
        <p class="muted" aria-busy="true">
          {t.preview.loading}
        </p>
      );
    case 'failed':
      return <KitProblem />;
    case 'ready':
      break;
    default:
      return state satisfies never;
  }
  if (first.length === 0) return <p class="muted">{t.preview.nothing}</p>;
  let read: ReadRow[];
  try {
    const texts = first.map((row) => row.texts);
    read = readRows(state.tokenizer, prompt, maxTokens ?? 0, texts);
  } catch (error) {
    if (error instanceof FormatError) return <p class="muted">{t.preview.nothing}</p>;
    if (error instanceof ModelError) return <p class="fault">{t.preview.tooLong(maxTokens ?? 0)}</p>;
    throw error;
  }
  return (
    <>
      {!rows.value.own && <p class="muted">{t.preview.templates}</p>}
      <ul class="plain prompts">
        {read.map(({ text, tokens, cut }, i) => (
          <li key={i}>
            <Prompt text={text} />
            <p class="note">
              {t.preview.tokens(formatCount(tokens), labels[first[i]!.label]?.word.trim() ?? '')}{' '}
              {cut > 0 && <strong class="cut">{t.preview.cut(formatCount(cut))}</strong>}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The mask, whatever the tokenizer writes for it. */
const MASK = /(<mask>|\[MASK\])/;

function Prompt({ text }: { text: string }) {
  const t = words();
  return (
    <p class="prompt">
      {text.split(MASK).map((part, i) =>
        MASK.test(part) ? (
          <mark key={i} title={t.preview.mask}>
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </p>
  );
}
