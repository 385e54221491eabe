import type { ComponentChildren } from 'preact';
import './figures-table.css';

interface FiguresTableProps {
  /** What it shows, for who does not see it. */
  readonly caption: string;
  readonly head: readonly string[];
  /** As many cells each as the head; the first names the row. */
  readonly rows: readonly (readonly ComponentChildren[])[];
}

/** Figures as a table, scrolled by itself where it is wide: the keyboard must reach it then. */
export function FiguresTable({ caption, head, rows }: FiguresTableProps) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={caption}>
      <table class="figures-table">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], i) => (
            <tr key={i}>
              <th scope="row">{name}</th>
              {cells.map((cell, c) => (
                <td key={c}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
