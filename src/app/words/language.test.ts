import { afterEach, describe, expect, test } from 'vitest';
import { counted, formatBytes, formatDate, formatPace, formatPercent, formatPoints } from '../format.ts';
import { language, languageFor, section, speak, wordsHaveCome } from './language.ts';

afterEach(() => speak('en'));

test.each([
  [['de-AT', 'en'], 'de'],
  [['fr', 'en-GB', 'de'], 'en'],
  [['FR', 'DE'], 'de'],
  [['toString'], 'en'],
  [[], 'en'],
])('who prefers %j reads %s', (preferred, read) => expect(languageFor(preferred)).toBe(read));

describe('words', () => {
  test('show in English until a language has come, then in it, also those that are named later', async () => {
    const early = section({ hello: 'Hello' }, { de: async () => ({ default: { hello: 'Hallo' } }) });
    const speaking = speak('de');
    const late = section({ bye: 'Bye' }, { de: async () => ({ default: { bye: 'Tschüss' } }) });
    expect([early().hello, late().bye, language.value]).toEqual(['Hello', 'Bye', 'en']);
    await speaking;
    await wordsHaveCome();
    expect([early().hello, late().bye, language.value]).toEqual(['Hallo', 'Tschüss', 'de']);
  });

  test('stay as they are where a language cannot be fetched', async () => {
    const lost = { hello: 'Hello' };
    let broken = true;
    const words = section(lost, {
      de: async () => {
        if (broken) throw new TypeError('Failed to fetch');
        return { default: { hello: 'Hallo' } };
      },
    });
    await expect(speak('de')).rejects.toThrow('Failed to fetch');
    expect([words().hello, language.value]).toEqual(['Hello', 'en']);
    broken = false;
    await speak('de');
    expect(words().hello).toBe('Hallo');
  });
});

test('figures follow the language', async () => {
  await speak('de');
  expect(formatBytes(7_230_000)).toBe('7,2 MB');
  expect(formatPercent(0.7349)).toBe('73,5 %');
  expect(formatPoints(-0.05)).toBe('\u22125,0 Prozentpunkte');
  expect(formatPace(0.25)).toBe('4,0 Schritte/s');
  expect(counted(1200, 'Text', 'Texte')).toBe('1.200 Texte');
  expect(formatDate(Date.UTC(2026, 10, 3, 12))).toBe('03.11.2026');
});
