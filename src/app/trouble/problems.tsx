import type { Problem } from '../../train/index.ts';
import { InviteField } from '../landing/invite-field.tsx';
import { slice } from '../session.ts';
import { storageProblem } from '../storage.ts';
import { words } from './words/index.ts';

/** What went wrong with the work, why, and what to do. */
export function Problems() {
  return (
    <>
      {slice('problems').map((problem) => (
        <ProblemNote key={problem.code} problem={problem} />
      ))}
    </>
  );
}

/** What went wrong with this device's storage, if anything did. @param urgent where somebody is changing what is stored */
export function StorageProblem({ urgent = false }: { urgent?: boolean }) {
  const problem = storageProblem.value;
  return problem && <ProblemNote problem={problem} urgent={urgent} />;
}

function ProblemNote({ problem, urgent = problem.fatal }: { problem: Problem; urgent?: boolean }) {
  const { message, remedy } = words().say(problem);
  const { code, fatal } = problem;
  return (
    <div class={fatal ? 'problem fatal' : 'problem'} role={urgent ? 'alert' : 'note'} data-code={code}>
      <p>
        <strong>{message}</strong>
      </p>
      <p>{remedy}</p>
      {code.startsWith('invite-') && <InviteField />}
    </div>
  );
}
