import path from 'node:path';
import * as v from 'valibot';
import { readOrganiserKey } from '../../../server/access/index.ts';
import {
  type Manifest,
  type OrganiserCommand,
  SIGNATURE_HEADER,
  joinFragment,
  manifestHash,
  parseFederationId,
  signOrder,
} from '../../../src/protocol/index.ts';
import type { RelayProcess } from './relay.ts';

const invited = v.object({ token: v.string(), invite: v.object({ id: v.string() }) });

/** The organiser of a relay's federation, with the key that lies in the relay's folder. */
export class Organiser {
  readonly #relay: RelayProcess;
  readonly #manifest: Manifest;

  constructor(relay: RelayProcess, manifest: Manifest) {
    this.#relay = relay;
    this.#manifest = manifest;
  }

  /** @throws when the relay does not carry the command out, with its answer */
  async command(command: OrganiserCommand): Promise<unknown> {
    const key = await readOrganiserKey(path.join(this.#relay.folder, 'organiser.key'));
    if (!key) throw new Error('The relay has made no key for its organiser.');
    const place = { id: this.#manifest.id, manifestHash: manifestHash(this.#manifest) };
    const { body, signature } = await signOrder(key.sign, place, command, Date.now());
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
    const address = `${this.#relay.url}/federations/${this.#manifest.id}/commands`;
    const response = await fetch(address, { method: 'POST', body, headers });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The relay answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** A new invite. @returns its token and its id */
  async invite(
    limits: { readonly expiresAt?: number; readonly limit?: number } = {},
  ): Promise<{ token: string; id: string }> {
    const { expiresAt = null, limit = null } = limits;
    const { token, invite } = v.parse(invited, await this.command({ do: 'invite', label: 'e2e', expiresAt, limit }));
    return { token, id: invite.id };
  }

  /** The link with an invite, for the page at `origin`. */
  link(origin: string, invite: string, pin = manifestHash(this.#manifest).slice(0, 16)): string {
    return `${origin}/${joinFragment({ federation: parseFederationId(this.#manifest.id), invite, pin })}`;
  }
}
