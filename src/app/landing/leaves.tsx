import { type Manifest, scalarsPerStep } from '../../protocol/index.ts';
import { costOf } from './cost.ts';
import { METHOD_NAMES } from './method-names.ts';
import { modelHost } from './model-host.ts';
import { words } from './words/index.ts';

/** What leaves the device and what stays, in full: the page's promise to whoever joins. */
export function Leaves({ manifest }: { manifest: Manifest }) {
  const { guard, method } = manifest;
  const t = words();
  const cost = costOf(manifest);
  const host = modelHost(manifest);
  const shared = method.directions === 'shared';
  // A federation that has its model evaluated asks for more than its guard needs.
  const evaluates = 'evaluate' in manifest && manifest.evaluate !== undefined;
  return (
    <section class="card" aria-labelledby="leaves">
      <h2 id="leaves">{t.leaves}</h2>
      <ul>
        <li>{t.leavesNumbers(cost.scalars, cost.scalarBytes)}</li>
        <li>{t.leavesCount}</li>
        {evaluates && <li>{t.leavesEvaluation}</li>}
        {guard && <li>{t.leavesGuard}</li>}
        <li>{t.leavesName}</li>
        <li>{t.leavesKind}</li>
        <li>{t.leavesAddress}</li>
        {host !== null && <li>{t.leavesToHost(host)}</li>}
      </ul>
      <p>
        <strong>{t.leavesNever}</strong>
      </p>
      <p>
        {t.notProven} {shared ? t.readByRelay : t.readByAll}
      </p>
      <h3>{t.stays}</h3>
      <p>
        {t.staysTexts} {t.staysHeldOut}
      </p>
      <details>
        <summary>{t.details}</summary>
        <ul>
          <li>{t.detailMethod(METHOD_NAMES[method.name], method.epsilon)}</li>
          <li>{t.detailNumbers(method.localSteps, scalarsPerStep(method), method.clip)}</li>
          <li>{t.detailDirections}</li>
          <li>{shared ? t.detailPrivacyRelay : t.detailPrivacyAll}</li>
          <li>{host === null ? t.detailPolicy : t.detailPolicyHost(host)}</li>
          <li>{t.detailChecked}</li>
        </ul>
      </details>
    </section>
  );
}
