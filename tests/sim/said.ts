import type { Contribution, ParticipantId } from '../../src/protocol/index.ts';

/** What the owners of participants' keys have said, for whoever checks what a relay makes of it. */
export class Said {
  readonly #all = new Map<string, Contribution[]>();

  /** A journal kept it, or a hostile client signed it. */
  add(participant: ParticipantId, contribution: Contribution): void {
    const name = `${participant} ${contribution.round}`;
    const list = this.#all.get(name) ?? [];
    if (!list.some((other) => isSame(other, contribution))) this.#all.set(name, [...list, contribution]);
  }

  of(participant: ParticipantId, round: number): readonly Contribution[] {
    return this.#all.get(`${participant} ${round}`) ?? [];
  }
}

/** To the bit: a relay changes nothing that it is told. */
export function isSame(a: Contribution, b: Contribution): boolean {
  return (
    a.round === b.round &&
    a.chain === b.chain &&
    a.examples === b.examples &&
    a.scalars.length === b.scalars.length &&
    a.scalars.every((scalar, i) => Object.is(scalar, b.scalars[i]))
  );
}
