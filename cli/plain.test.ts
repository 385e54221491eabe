import { expect, test } from 'vitest';
import { plain } from './plain.ts';

test('foreign text is one line that steers no terminal and turns no writing around', () => {
  expect(plain('Back\u001B[2J at\r\nnoon \u202Enoon\u2028')).toBe('Back [2J at noon  noon');
  expect(plain('Zurück um 12 – «ja»')).toBe('Zurück um 12 – «ja»');
});
