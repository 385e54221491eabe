import type { ComponentChildren } from 'preact';

interface FigureProps {
  readonly name: string;
  readonly value: ComponentChildren;
  /** What the figure means or where it comes from, in a few words. */
  readonly note?: ComponentChildren;
  readonly testid?: string;
}

/** One entry of a list of figures; its parent is a `dl`. */
export function Figure({ name, value, note, testid }: FigureProps) {
  return (
    <div class="figure" data-testid={testid}>
      <dt>{name}</dt>
      <dd>
        <span class="value">{value}</span>
        {note && <span class="note">{note}</span>}
      </dd>
    </div>
  );
}
