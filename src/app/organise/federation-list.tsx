import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { addressOf } from '../route.ts';
import { Refused } from './confirm.tsx';
import { explain } from './refusal.ts';
import type { ListedFederation } from './relay-answers.ts';
import { listFederations } from './relay-client.ts';
import { words } from './words/index.ts';

/** The relay's federations, each a way to its dashboard, and the way to a new one. */
export function FederationList() {
  const { list: t } = words();
  const listed = useSignal<readonly ListedFederation[] | null>(null);
  const failure = useSignal<unknown>(null);
  const load = (): void => {
    failure.value = null;
    listFederations().then(
      (federations) => (listed.value = federations),
      (error: unknown) => (failure.value = error),
    );
  };
  useEffect(load, []);
  return (
    <section class="card" aria-labelledby="federations" aria-busy={!listed.value && !failure.value}>
      <h2 id="federations">{t.heading}</h2>
      {failure.value !== null && (
        <>
          <Refused {...explain(failure.value)} />
          <button type="button" onClick={load}>
            {t.again}
          </button>
        </>
      )}
      {listed.value?.length === 0 && <p class="muted">{t.none}</p>}
      <ul class="choices federations">
        {listed.value?.map((one) => (
          <li key={one.id}>
            <Entry federation={one} />
          </li>
        ))}
      </ul>
      <a class="button primary" href={addressOf('create')}>
        {t.create}
      </a>
    </section>
  );
}

function Entry({ federation: { id, title, state, access, sequence, connected } }: { federation: ListedFederation }) {
  const { list: t } = words();
  return (
    <>
      <a class="federation" href={`${addressOf('organise')}/${id}`}>
        <strong>{title}</strong>
        <span class="muted">
          {id} · {access === 'invite' ? t.invited : t.open}
        </span>
        <span class="muted">{t.about(sequence, connected)}</span>
      </a>
      <span class={`badge ${state}`}>{t.states[state]}</span>
    </>
  );
}
