import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Manifest } from '../../protocol/index.ts';
import { fitsSamples, shapeOf } from '../your-data/shape.ts';
import { CopyButton } from '../parts/copy-button.tsx';

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
  return (
    <div class="share">
      {byInvitation && (
        <p>
          One joins this federation by invitation: each of them needs one of the organiser, whose link is the one to
          open.
        </p>
      )}
      <h3>Open it on another device</h3>
      {local ? (
        <p>
          You opened this page at <code>{location.host}</code>, an address that works on this device alone. Open it at
          the network address that the terminal printed, or scan the code there.
        </p>
      ) : (
        <div class="share-link">
          {code.value && <img src={code.value} width="148" height="148" alt={`QR code of ${link}`} />}
          <div>
            <p>
              <a href={link}>{link}</a>
            </p>
            <CopyButton label="Copy the link" text={() => link} />
          </div>
        </div>
      )}
      <h3>Alone? Add headless volunteers</h3>
      <p>
        On the computer that runs the relay, each of these adds one on {samples ? 'sample data' : 'a file of data'}:
      </p>
      <pre>
        npm run volunteer -- --relay {location.origin} --federation {federation} --data{' '}
        {samples ? 'sample:imdb' : 'FILE'}
        {byInvitation && ' --invite TOKEN'}
      </pre>
      {samples && !byInvitation && (
        <p>
          Or start the relay with <code>npm start -- --volunteers 3</code>.
        </p>
      )}
    </div>
  );
}

/** The QR code of a link as an image's address, drawn by code that is loaded then; null where that cannot be had. */
async function codeOf(link: string): Promise<string | null> {
  const drawing = await import('uqr').catch(() => null);
  return drawing && `data:image/svg+xml,${encodeURIComponent(drawing.renderSVG(link, { border: 2 }))}`;
}
