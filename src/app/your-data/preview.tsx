import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type ExampleSet, countLabels } from '../../data/index.ts';
import { type Draft, draft as current, draftExamples, keepDraft, setColumns, setHeader } from './draft.ts';
import { formatCount, plural } from '../format.ts';
import { type Shape, rowNoun } from './shape.ts';
import { Mapping } from './mapping.tsx';

/** Rows of the preview, and row errors that are listed before somebody asks for more. */
const ROWS = 6;
const ERRORS = 50;
/** Characters of a cell in the preview. */
const CELL = 160;

interface PreviewProps {
  readonly draft: Draft;
  readonly shape: Shape;
}

/** What was read and what it means: looked at and corrected before anything is kept. */
export function Preview({ draft, shape }: PreviewProps) {
  const { table, fields, texts, label, header } = draft;
  const single = fields.length === 1;
  const twice = new Set([...texts, label]).size <= texts.length;
  const name = useSignal(draft.name);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    name.value = draft.name;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'start' });
  }, [draft.name]);
  const set = draftExamples.value;
  return (
    <section class="card" aria-labelledby="preview">
      <h2 id="preview" ref={heading} tabIndex={-1}>
        Look at it first: {draft.name}
      </h2>
      <div class="fields">
        {fields.map((field, i) => (
          <Columns
            key={field}
            title={single ? 'Texts are in' : `“${field}” is in`}
            value={texts[i]!}
            draft={draft}
            onChange={(column) => setColumns(texts.with(i, column), label, shape)}
          />
        ))}
        <Columns title="Labels are in" value={label} draft={draft} onChange={(c) => setColumns(texts, c, shape)} />
        {header !== null && (
          <label class="check">
            <input
              type="checkbox"
              checked={header}
              onChange={(event) => void setHeader(event.currentTarget.checked, shape)}
            />
            The first row names the columns
          </label>
        )}
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="The first rows">
        <table class="preview">
          <thead>
            <tr>
              {table.columns.map((column, i) => (
                <th key={column} scope="col" class={texts.includes(i) || i === label ? 'picked' : ''}>
                  {column}
                  {texts.map((place, field) => place === i && roleOf(fields, field, column))}
                  {i === label && ' (label)'}
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
      <Mapping draft={draft} classes={shape.classes} />
      {twice && <p class="problem">Two of them are in the same column. Choose a column for each.</p>}
      {set && !twice && <Outcome set={set} shape={shape} rows={table.rows.length} />}
      <label>
        Name on this device
        <input value={name} maxLength={80} onInput={(event) => (name.value = event.currentTarget.value)} />
      </label>
      <p class="actions">
        <button
          type="button"
          class="primary"
          disabled={!set || twice || set.examples.length < 2}
          onClick={() => void keepDraft(name.value, shape)}
        >
          Keep {plural(set?.examples.length ?? 0, rowNoun(shape))} on this device
        </button>
        <button type="button" onClick={() => (current.value = null)}>
          Discard
        </button>
      </p>
    </section>
  );
}

/** What a column is taken for, where its name does not say it. */
function roleOf(fields: readonly string[], place: number, column: string): string {
  const field = fields[place]!;
  if (fields.length === 1) return ' (text)';
  return field.toLowerCase() === column.toLowerCase() ? '' : ` (${field})`;
}

interface ColumnsProps {
  readonly title: string;
  readonly value: number;
  readonly draft: Draft;
  readonly onChange: (column: number) => void;
}

function Columns({ title, value, draft, onChange }: ColumnsProps) {
  return (
    <label>
      {title}
      <select value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {draft.table.columns.map((column, i) => (
          <option key={column} value={i}>
            {column}
          </option>
        ))}
      </select>
    </label>
  );
}

function Outcome({ set, shape, rows }: { set: ExampleSet; shape: Shape; rows: number }) {
  const { classes } = shape;
  const { examples, errors, duplicates } = set;
  const counts = countLabels(examples, classes.length);
  return (
    <div aria-live="polite">
      <p>
        <strong data-testid="usable">{formatCount(examples.length)}</strong> of {plural(rows, 'row')} can be used:{' '}
        {classes.map(({ name }, i) => `${formatCount(counts[i]!)} ${name}`).join(', ')}.
        {duplicates > 0 && ` ${plural(duplicates, 'duplicate')} left out.`}
        {counts.some((count) => count === 0) && ` A class without ${rowNoun(shape)}s cannot be learned here.`}
      </p>
      {errors.length > 0 && (
        <details>
          <summary>{plural(errors.length, 'row')} cannot be used</summary>
          <ul class="errors">
            {errors.slice(0, ERRORS).map(({ line, lastLine, reason }) => (
              <li key={line}>
                {line === lastLine ? `Line ${line}` : `Lines ${line} to ${lastLine}`}: {reason}
              </li>
            ))}
            {errors.length > ERRORS && <li>… and {formatCount(errors.length - ERRORS)} more.</li>}
          </ul>
        </details>
      )}
    </div>
  );
}
