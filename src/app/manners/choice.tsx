import type { ComponentChildren } from 'preact';

interface ChoiceProps<Value extends string | number> {
  readonly legend: string;
  /** Of the radio buttons; one of its own for each choice on the page. */
  readonly name: string;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly chosen: Value | null;
  readonly choose: (value: Value) => void;
  readonly children?: ComponentChildren;
}

/** One of a few, all in view, with what is to be said about it. */
export function Choice<Value extends string | number>(props: ChoiceProps<Value>) {
  const { legend, children } = props;
  return (
    <fieldset>
      <legend>{legend}</legend>
      <Chips {...props} />
      {children}
    </fieldset>
  );
}

/** The buttons of a choice alone. */
export function Chips<Value extends string | number>({
  name,
  options,
  chosen,
  choose,
}: Omit<ChoiceProps<Value>, 'legend' | 'children'>) {
  return (
    <div class="chips">
      {options.map(([value, label]) => (
        <label key={value} class="chip">
          <input type="radio" name={name} checked={value === chosen} onChange={() => choose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}
