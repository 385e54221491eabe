import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Manifest } from '../../protocol/index.ts';
import { fitsSamples, shapeOf } from '../your-data/shape.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { words } from './words/index.ts';

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** Ways to more participants: another device by link and QR code, or headless ones in a terminal. */
export function Share({ manifest }: { manifest: Manifest }) {
  const federation = manifest.id;
  const samples = fitsSamples(shapeOf(manifest.task));
  const byInvitation = manifest.access === 'invite';
  const link = `${location.origin}/?federation=${federation}`;
  const local = LOCAL.includes(location.hostname);
  const code = useSignal<string | null>(null);
  useEffect(() => {
    if (!local) void codeOf(link).then((drawn) => (code.value = drawn));
  }, [link, local]);
  const t = words();
  const command = `npm run volunteer -- --relay ${location.origin} --federation ${federation}`;
  return (
    <div class="share">
      {byInvitation && <p>{t.shareInvited}</p>}
      <h3>{t.otherDevice}</h3>
      {local ? (
        <p>{t.localAddress(location.host)}</p>
      ) : (
        <div class="share-link">
          {code.value && <img src={code.value} width="148" height="148" alt={t.codeOf(link)} />}
          <div>
            <p>
              <a href={link}>{link}</a>
            </p>
            <CopyButton label={t.copyLink} text={() => link} />
          </div>
        </div>
      )}
      <h3>{t.alone}</h3>
      <p>{samples ? t.aloneSamples : t.aloneFile}</p>
      <pre>
        {command} --data {samples ? 'sample:imdb' : t.fileName}
        {byInvitation && ' --invite TOKEN'}
      </pre>
      {samples && !byInvitation && (
        <>
          <p>{t.orStart}</p>
          <pre>npm start -- --volunteers 3</pre>
        </>
      )}
    </div>
  );
}

/** The QR code of a link as an image's address, drawn by code that is loaded then; null where that cannot be had. */
async function codeOf(link: string): Promise<string | null> {
  const drawing = await import('uqr').catch(() => null);
  return drawing && `data:image/svg+xml,${encodeURIComponent(drawing.renderSVG(link, { border: 2 }))}`;
}
