import { storageProblem } from '../storage.ts';

/** What went wrong with this device's storage. */
export function StorageProblem() {
  const problem = storageProblem.value;
  return problem ? (
    <div class="problem" role="alert">
      <p>
        <strong>{problem.message}</strong>
      </p>
      <p>{problem.remedy}</p>
    </div>
  ) : null;
}
