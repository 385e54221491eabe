import { useEffect } from 'preact/hooks';
import { broughtSeed } from '../organiser-link.ts';
import { place } from '../route.ts';
import { Dashboard } from './dashboard.tsx';
import { FederationList } from './federation-list.tsx';
import { KeyCard } from './key-card.tsx';
import { KeyEntry } from './key-entry.tsx';
import { loadKey, organiserKey } from './key.ts';
import './organise.css';
import { words } from './words/index.ts';

/** What an organiser sees: the key, this relay's federations, and one of them in full. */
export function OrganiseScreen() {
  const brought = broughtSeed.value;
  // Again where a link is opened while the screen is there.
  useEffect(() => void loadKey(), [brought]);
  const held = organiserKey.value;
  if (held && held.verdict !== 'wrong' && place.value !== '') {
    return <Dashboard key={`${place.value} ${held.publicKey}`} signer={held.identity} id={place.value} />;
  }
  const t = words();
  return (
    <>
      <div class="screen-head">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </div>
      {held === undefined && <p class="notice" aria-busy="true" />}
      {held === null && <KeyEntry />}
      {held && (
        <div class="columns">
          <div class="stack">{held.verdict === 'wrong' ? <KeyEntry /> : <FederationList />}</div>
          <div class="stack">
            <KeyCard held={held} />
          </div>
        </div>
      )}
    </>
  );
}
