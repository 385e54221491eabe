/** A file could not be had from the network. The message says from where, why, and what to do; never an address's query. */
export class HubError extends Error {
  override readonly name = 'HubError';
  /** The answer's status; null where there was none. */
  readonly status: number | null;
  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Why an answer is of no use, in words. */
export function refusal(address: URL, status: number, token: string | null): HubError {
  const from = `${address.host} answered ${status} for ${address.pathname}`;
  return new HubError(`${from}. ${advice(status, token)}`, status);
}

function advice(status: number, token: string | null): string {
  if (status === 401 || status === 403) {
    return token === null
      ? 'It is private, gated or not there. Ask for access on its page, and give your token in HF_TOKEN.'
      : 'The token in HF_TOKEN does not open it: ask for access on its page, or check name and token.';
  }
  if (status === 404) return 'It is not there: check name and revision.';
  if (status === 429) return 'It asks to wait: try again in a few minutes, or give a token in HF_TOKEN.';
  return status >= 500 ? 'Try again later.' : 'Check the address.';
}
