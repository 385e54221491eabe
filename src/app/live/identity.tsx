import { slice } from '../session.ts';

/** Who this device is to the others, and how safe the key is that makes it so. */
export function Identity() {
  const participant = slice('participant');
  const isExtractable = slice('isExtractable');
  if (participant === null) return null;
  return (
    <>
      <h3>Who sent it</h3>
      <p data-testid="identity">
        To the others this device is <code>{participant}</code>, a name made of a key that it signs with.{' '}
        {isExtractable
          ? `The key lies in this browser's storage as plain bytes, since ${whyPlain()}: whoever reads that storage could sign in this device's name.`
          : 'The key never leaves this browser, which signs with it and hands it out to nobody, not even to this page.'}
      </p>
    </>
  );
}

function whyPlain(): string {
  return isSecureContext ? 'this browser keeps no such keys itself' : 'this page is not served over https';
}
