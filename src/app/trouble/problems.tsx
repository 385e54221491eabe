import { slice } from '../session.ts';
import { InviteField } from '../landing/invite-field.tsx';

/** What went wrong, why, and what to do. */
export function Problems() {
  return (
    <>
      {slice('problems').map(({ code, message, remedy, fatal }) => (
        <div key={code} class={fatal ? 'problem fatal' : 'problem'} role={fatal ? 'alert' : 'note'}>
          <p>
            <strong>{message}</strong>
          </p>
          <p>{remedy}</p>
          {code.startsWith('invite-') && <InviteField />}
        </div>
      ))}
    </>
  );
}
