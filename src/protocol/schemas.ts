import * as v from 'valibot';

/** Pieces of which a manifest's schema is made. */
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
export const count = (maximum: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maximum));
export const text = (maximum: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(maximum));
