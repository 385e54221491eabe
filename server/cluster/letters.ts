import { decodeClientMessage } from '../../src/protocol/index.ts';
import type { Report } from '../link.ts';
import type { Letter } from './cluster.ts';
import { readCommand } from './wire.ts';

/** @returns an Error where another version of this program may have written it */
export function readReport(letter: Letter): Report | Error {
  try {
    return reportOf(letter);
  } catch (error) {
    return new Error('A letter to the coordinator cannot be read, and is dropped.', { cause: error });
  }
}

function reportOf({ participant, bytes }: Letter): Report {
  if (!participant) return readCommand(bytes);
  const message = decodeClientMessage(bytes);
  if (message.type === 'contribution') return { type: 'contribute', participant, contribution: message };
  if (message.type === 'evaluation') return { ...message, type: 'evaluate', participant };
  throw new Error(`A ${message.type} was sent to the coordinator as a letter.`);
}
