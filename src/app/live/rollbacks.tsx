import { slice } from '../session.ts';
import { describeRollback } from './describe.ts';
import { words } from './words/index.ts';

/** What was taken back, as a person would tell it; the chart has a line where each happened. */
export function Rollbacks() {
  const rollbacks = slice('rollbacks');
  if (rollbacks.length === 0) return null;
  return (
    <ul class="plain rollbacks" data-testid="rollbacks">
      {rollbacks.map((one) => (
        <li key={one.sequence}>
          <span class="muted">{words().charts.accuracy.rolledBack(one.to)}</span> {describeRollback(one)}
        </li>
      ))}
    </ul>
  );
}
