import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { labelledRows } from '../../data/index.ts';
import {
  type Draft,
  draftRows,
  draftUnlabelled,
  keepDraft,
  nextDraft,
  setAsLines,
  setColumns,
  setHeader,
  setUnlabelled,
  waiting,
} from './draft.ts';
import { Mapping } from './mapping.tsx';
import { Outcome } from './outcome.tsx';
import { goToPlace } from './places.ts';
import type { Shape } from './shape.ts';
import { words } from './words/index.ts';

/** Rows of the preview. */
const ROWS = 6;
/** Characters of a cell in the preview. */
const CELL = 160;

interface PreviewProps {
  readonly draft: Draft;
  readonly shape: Shape;
}

/** What was read and what it means: looked at and corrected before anything is kept. */
export function Preview({ draft, shape }: PreviewProps) {
  const { table, fields, texts, label } = draft;
  const t = words().preview;
  const single = fields.length === 1;
  const chosen = label === null ? texts : [...texts, label];
  const twice = new Set(chosen).size < chosen.length;
  const name = useSignal(draft.name);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    name.value = draft.name;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'start' });
  }, [draft.name]);
  const set = draftRows.value;
  const count = set?.rows.length ?? 0;
  const keep = async (): Promise<void> => {
    const labelled = labelledRows(set?.rows ?? []).length;
    const more = waiting.peek().length > 0;
    const kept = await keepDraft(name.value, shape);
    // There is one thing to do with a pile that nobody has labelled.
    if (kept !== null && labelled === 0 && !more) goToPlace({ name: 'label', dataset: kept });
  };
  return (
    <section class="card" aria-labelledby="preview">
      <h2 id="preview" ref={heading} tabIndex={-1}>
        {t.title(draft.name)}
      </h2>
      <div class="fields">
        {fields.map((field, i) => (
          <Columns
            key={field}
            title={single ? t.textsIn : t.fieldIn(field)}
            value={texts[i]!}
            draft={draft}
            onChange={(column) => column !== null && setColumns(texts.with(i, column), label, shape)}
          />
        ))}
        <Columns
          title={t.labelsIn}
          value={label}
          none={t.noLabels}
          draft={draft}
          onChange={(column) => setColumns(texts, column, shape)}
        />
        <Reading draft={draft} shape={shape} />
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={t.firstRows}>
        <table class="preview">
          <thead>
            <tr>
              {table.columns.map((column, i) => (
                <th key={column} scope="col" class={chosen.includes(i) ? 'picked' : ''}>
                  {[column, ...rolesOf(draft, i)].join(' ')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, ROWS).map(({ line, cells }) => (
              <tr key={line}>
                {cells.map((cell, i) => (
                  <td key={i}>{cell.length > CELL ? `${cell.slice(0, CELL)} …` : cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {label !== null && <Mapping draft={draft} classes={shape.classes} />}
      {label !== null && draftUnlabelled.value > 0 && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.unlabelled}
            onChange={(event) => setUnlabelled(event.currentTarget.checked)}
          />
          {t.unlabelled(draftUnlabelled.value)}
        </label>
      )}
      {twice && <p class="problem">{t.twice}</p>}
      {set && !twice && <Outcome set={set} shape={shape} rows={table.rows.length} />}
      <label>
        {t.name}
        <input value={name} maxLength={80} onInput={(event) => (name.value = event.currentTarget.value)} />
      </label>
      <p class="actions">
        <button type="button" class="primary" disabled={twice || count < 2} onClick={() => void keep()}>
          {single ? t.keepTexts(count) : t.keepExamples(count)}
        </button>
        <button type="button" onClick={() => void nextDraft(shape)}>
          {t.discard}
        </button>
      </p>
    </section>
  );
}

/** How the source is read, where there are two ways. */
function Reading({ draft: { header, asLines }, shape }: PreviewProps) {
  const t = words().preview;
  return (
    <>
      {header !== null && (
        <label class="check">
          <input
            type="checkbox"
            checked={header}
            onChange={(event) => void setHeader(event.currentTarget.checked, shape)}
          />
          {t.header}
        </label>
      )}
      {asLines !== null && (
        <label class="check">
          <input
            type="checkbox"
            checked={asLines}
            onChange={(event) => void setAsLines(event.currentTarget.checked, shape)}
          />
          {t.asLines}
        </label>
      )}
    </>
  );
}

/** What a column is taken for, where its name does not say it. */
function rolesOf({ fields, texts, label, table }: Draft, column: number): string[] {
  const t = words().preview;
  const roles = texts.flatMap((place, i) => {
    if (place !== column) return [];
    if (fields.length === 1) return [t.asText];
    return fields[i]!.toLowerCase() === table.columns[column]!.toLowerCase() ? [] : [t.asField(fields[i]!)];
  });
  return column === label ? [...roles, t.asLabel] : roles;
}

interface ColumnsProps {
  readonly title: string;
  readonly value: number | null;
  /** What to call no column, where that is a choice. */
  readonly none?: string;
  readonly draft: Draft;
  readonly onChange: (column: number | null) => void;
}

function Columns({ title, value, none, draft, onChange }: ColumnsProps) {
  return (
    <label>
      {title}
      <select
        value={value ?? -1}
        onChange={(event) => {
          const column = Number(event.currentTarget.value);
          onChange(column < 0 ? null : column);
        }}
      >
        {draft.table.columns.map((column, i) => (
          <option key={column} value={i}>
            {column}
          </option>
        ))}
        {none !== undefined && <option value={-1}>{none}</option>}
      </select>
    </label>
  );
}
