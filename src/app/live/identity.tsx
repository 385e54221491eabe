import { slice } from '../session.ts';
import { words } from './words/index.ts';

/** Who this device is to the others, and how safe the key is that makes it so. */
export function Identity() {
  const t = words().identity;
  const participant = slice('participant');
  const isExtractable = slice('isExtractable');
  if (participant === null) return null;
  return (
    <>
      <h3>{t.title}</h3>
      <p data-testid="identity">
        {t.name(participant)} {isExtractable ? (isSecureContext ? t.plainOld : t.plainHttp) : t.safe}
      </p>
    </>
  );
}
