import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { language } from '../words/index.ts';
import { state, tried } from './store.ts';
import { stepOf } from './steps.ts';
import { words } from './words/index.ts';

/** What only says that something is still to be filled in: told once its step was to be left. */
const EMPTY_YET = /length must be at least 1|is missing|must be number, not null|has no field/;

/** What is wrong with a field, as it is to be shown now. Reads signals. */
export function faultsOf(field: string): readonly string[] {
  const all = state.value.faults.get(field) ?? [];
  return tried.value.has(stepOf(field)) ? all : all.filter((fault) => !EMPTY_YET.test(fault));
}

interface FaultProps {
  readonly field: string;
  readonly id?: string;
}

/** The schema's sentences, at their field. */
export function Fault({ field, id }: FaultProps) {
  const t = words();
  const faults = faultsOf(field);
  return (
    <span id={id} class="fault" aria-live="polite">
      {faults.map((fault) => {
        const said = t.fault(fault);
        return (
          <span key={fault} {...(said === fault && language.value !== 'en' && { lang: 'en' })}>
            {said.charAt(0).toUpperCase() + said.slice(1)}.
          </span>
        );
      })}
    </span>
  );
}

interface LabelledProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** Of the manifest. */
  readonly field: string;
}

interface TextProps extends LabelledProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly rows?: number;
  readonly maxLength?: number;
  readonly placeholder?: string;
  readonly mono?: boolean;
}

export function TextField({ label, hint, field, value, onInput, rows, maxLength, placeholder, mono }: TextProps) {
  const id = useId();
  const common = {
    id,
    value,
    maxLength,
    placeholder,
    class: mono ? 'mono' : undefined,
    spellcheck: !mono,
    autocomplete: 'off',
    'aria-invalid': faultsOf(field).length > 0,
    'aria-describedby': `${id}-hint ${id}-fault`,
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input {...common} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <textarea {...common} rows={rows} onInput={(event) => onInput(event.currentTarget.value)} />
      )}
      <span class="note" id={`${id}-hint`}>
        {hint}
      </span>
      <Fault field={field} id={`${id}-fault`} />
    </div>
  );
}

interface NumberProps extends LabelledProps {
  readonly value: number | null;
  readonly onInput: (value: number | null) => void;
  readonly unit?: string;
}

/** A number as it is written, `1e-4` too; null while it is none. */
export function NumberField({ label, hint, field, value, onInput, unit }: NumberProps) {
  const id = useId();
  const text = useSignal(written(value));
  // A preset changes numbers from outside; what somebody is writing stays as it is.
  if (read(text.peek()) !== value) text.value = written(value);
  return (
    <div class="field">
      <label for={id}>
        {label}
        {unit && <span class="muted"> ({unit})</span>}
      </label>
      <input
        id={id}
        inputMode="decimal"
        autocomplete="off"
        value={text}
        aria-invalid={faultsOf(field).length > 0}
        aria-describedby={`${id}-hint ${id}-fault`}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          onInput(read(text.value));
        }}
      />
      <span class="note" id={`${id}-hint`}>
        {hint}
      </span>
      <Fault field={field} id={`${id}-fault`} />
    </div>
  );
}

function written(value: number | null): string {
  if (value === null) return '';
  return Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential() : String(value);
}

function read(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

interface ChoiceProps<Name extends string> {
  readonly legend: string;
  readonly names: readonly Name[];
  readonly value: Name;
  readonly onChange: (name: Name) => void;
  readonly titles: Readonly<Record<Name, { readonly title: string; readonly says: string }>>;
  readonly field?: string;
}

/** One of a few, each with a sentence. */
export function Choice<Name extends string>({ legend, names, value, onChange, titles, field }: ChoiceProps<Name>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {names.map((one) => (
        <label class="pick" key={one}>
          <input type="radio" name={name} checked={one === value} onChange={() => onChange(one)} />
          <strong>{titles[one].title}</strong>
          <span class="muted">{titles[one].says}</span>
        </label>
      ))}
      {field && <Fault field={field} />}
    </fieldset>
  );
}

interface CheckProps {
  readonly label: string;
  readonly says: ComponentChildren;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}

export function Check({ label, says, checked, onChange }: CheckProps) {
  return (
    <label class="pick">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <strong>{label}</strong>
      <span class="muted">{says}</span>
    </label>
  );
}
