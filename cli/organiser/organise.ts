import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openOrganiserKey, organiserLink, readOrganiserKey } from '../../server/access/index.ts';
import { joinFragment, parseFederationId } from '../../src/protocol/index.ts';
import { UsageError } from '../options.ts';
import { type Asked, readArguments } from './arguments.ts';
import { RelayRefusal, findTarget, give } from './relay.ts';
import { wordsFor } from './words.ts';

/**
 * Does what the command line asks for.
 * @returns what there is to print, and whether it was done
 * @throws UsageError where the command line cannot be understood
 */
export async function organise(args: readonly string[]): Promise<{ readonly text: string; readonly ok: boolean }> {
  const asked = readArguments(args, Date.now());
  try {
    const { words, ...answer } = await work(asked);
    return { text: asked.json ? JSON.stringify(answer, null, 2) : words, ok: true };
  } catch (error) {
    if (!asked.json || error instanceof UsageError) throw error;
    const code = error instanceof RelayRefusal ? error.code : 'failed';
    const message = error instanceof Error ? error.message : String(error);
    return { text: JSON.stringify({ ok: false, code, message }, null, 2), ok: false };
  }
}

async function work({ work: todo, relay, federation, key: file, link: home }: Asked) {
  if (todo.do === 'key') {
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    const { publicKey } = await openOrganiserKey(file);
    const words = `The organiser's public key, for a relay's --organiser:\n\n${publicKey}\n\nThe private key is in ${file}. Whoever has it commands your federations: keep it as you keep a password.`;
    return { ok: true, publicKey, file, words };
  }
  const key = await readOrganiserKey(file);
  if (!key) {
    const remedy = `Give --key FILE; the relay's own is organiser.key in its data directory. Or make one: npm run organise -- key`;
    throw new RelayRefusal('no-key', `There is no key ${file}. ${remedy}`);
  }
  if (todo.do === 'link') {
    const link = organiserLink(home, key);
    const words = `The relay's page for its organiser:\n\n${link}\n\nThe link is the key: whoever has it commands your federations. Open it on your own device, and give it to nobody.`;
    return { ok: true, link, words };
  }
  const target = await findTarget(relay, federation);
  const { command } = todo;
  const answer = await give(relay, key, target, command);
  const link =
    answer.token === undefined
      ? null
      : `${home}/${joinFragment({
          federation: parseFederationId(target.id),
          invite: answer.token,
          pin: target.manifestHash.slice(0, 16),
        })}`;
  const words = wordsFor(command.do, target.id, answer, link);
  return { ...answer, federation: target.id, command: command.do, ...(link && { link }), words };
}
