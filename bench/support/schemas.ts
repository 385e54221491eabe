import * as v from 'valibot';

/** What tasks give back, checked where it comes in. */
export const spreadSchema = v.object({ median: v.number(), min: v.number(), max: v.number() });

/** Null where no graphics device was used. `software` runs on the processor and says nothing of a graphics card. */
export const adapterSchema = v.nullable(v.looseObject({ description: v.string(), software: v.boolean() }));
