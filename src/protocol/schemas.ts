import * as v from 'valibot';

/** Pieces of which a manifest's schema is made. */
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
export const count = (maximum: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maximum));

/** What changes how the text around it reads, or a terminal: control characters, line ends, bidirectional overrides. */
const HOSTILE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const WHY = 'has a control character, or one that turns the direction of text';

/** One line of text as a person reads it: names, labels, licences. */
export const text = (maximum: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(maximum),
    v.check((value) => !HOSTILE.test(value), WHY),
  );
/** The same with line feeds. */
export const lines = (maximum: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(maximum),
    v.check((value) => !HOSTILE.test(value.replaceAll('\n', ' ')), WHY),
  );
