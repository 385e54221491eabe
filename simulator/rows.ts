import * as v from 'valibot';

const cost = {
  /** Forward passes of one batch through the whole model, of all clients together. */
  forwards: v.number(),
  flops: v.number(),
  /** Bytes of whole frames, of all clients together, those who only follow included. */
  bytesUp: v.number(),
  bytesDown: v.number(),
  /** The numbers alone. */
  scalarBytesUp: v.number(),
  scalarBytesDown: v.number(),
  /** Wall time, the look at the held-out examples left out. */
  seconds: v.number(),
};

/** What is known after a round. Row 0 is the base model. */
export const rowSchema = v.object({
  round: v.number(),
  /** Mean training loss of the round's local steps, nats; null in row 0. */
  loss: v.nullable(v.number()),
  /** On the held-out examples, in [0, 1] and in nats; null in rounds that were not looked at. */
  accuracy: v.nullable(v.number()),
  heldOutLoss: v.nullable(v.number()),
  /** Places of the clients that took part. */
  participants: v.pipe(v.array(v.number()), v.readonly()),
  /** Of the weights; null for floating point. */
  fingerprint: v.nullable(v.string()),
  ...cost,
  /** Up to here, this round included. */
  total: v.object(cost),
});

export type RoundRow = v.InferOutput<typeof rowSchema>;
export type RowCost = RoundRow['total'];

export const FREE: RowCost = {
  forwards: 0,
  flops: 0,
  bytesUp: 0,
  bytesDown: 0,
  scalarBytesUp: 0,
  scalarBytesDown: 0,
  seconds: 0,
};

export function addCosts(a: RowCost, b: RowCost): RowCost {
  return {
    forwards: a.forwards + b.forwards,
    flops: a.flops + b.flops,
    bytesUp: a.bytesUp + b.bytesUp,
    bytesDown: a.bytesDown + b.bytesDown,
    scalarBytesUp: a.scalarBytesUp + b.scalarBytesUp,
    scalarBytesDown: a.scalarBytesDown + b.scalarBytesDown,
    seconds: a.seconds + b.seconds,
  };
}
