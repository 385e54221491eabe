import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type ClassName, type ExampleSet, countLabels } from '../../data/index.ts';
import { type Draft, draft as current, draftExamples, keepDraft, setColumns, setHeader } from '../draft.ts';
import { formatCount, plural } from '../format.ts';
import { Mapping } from './mapping.tsx';

/** Rows of the preview, and row errors that are listed before somebody asks for more. */
const ROWS = 6;
const ERRORS = 50;
/** Characters of a cell in the preview. */
const CELL = 160;

interface PreviewProps {
  readonly draft: Draft;
  readonly classes: readonly ClassName[];
}

/** What was read and what it means: looked at and corrected before anything is kept. */
export function Preview({ draft, classes }: PreviewProps) {
  const { table, text, label, header } = draft;
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
        <Columns title="Texts are in" value={text} draft={draft} onChange={(c) => setColumns(c, label, classes)} />
        <Columns title="Labels are in" value={label} draft={draft} onChange={(c) => setColumns(text, c, classes)} />
        {header !== null && (
          <label class="check">
            <input
              type="checkbox"
              checked={header}
              onChange={(event) => void setHeader(event.currentTarget.checked, classes)}
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
                <th key={column} scope="col" class={i === text || i === label ? 'picked' : ''}>
                  {column}
                  {i === text && ' (text)'}
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
      <Mapping draft={draft} classes={classes} />
      {set && <Outcome set={set} classes={classes} rows={table.rows.length} />}
      <label>
        Name on this device
        <input value={name} maxLength={80} onInput={(event) => (name.value = event.currentTarget.value)} />
      </label>
      <p class="actions">
        <button
          type="button"
          class="primary"
          disabled={!set || set.examples.length < 2}
          onClick={() => void keepDraft(name.value, classes)}
        >
          Keep {plural(set?.examples.length ?? 0, 'text')} on this device
        </button>
        <button type="button" onClick={() => (current.value = null)}>
          Discard
        </button>
      </p>
    </section>
  );
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

function Outcome({ set, classes, rows }: { set: ExampleSet; classes: readonly ClassName[]; rows: number }) {
  const { examples, errors, duplicates } = set;
  const counts = countLabels(examples, classes.length);
  return (
    <div aria-live="polite">
      <p>
        <strong data-testid="usable">{formatCount(examples.length)}</strong> of {plural(rows, 'row')} can be used:{' '}
        {classes.map(({ name }, i) => `${formatCount(counts[i]!)} ${name}`).join(', ')}.
        {duplicates > 0 && ` ${plural(duplicates, 'duplicate')} left out.`}
        {counts.some((count) => count === 0) && ' A class without texts cannot be learned here.'}
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
