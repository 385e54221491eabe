/** Where a hub is and who asks: huggingface.co, or a mirror that answers as it does. */
export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** For private and gated repositories; sent to the endpoint alone. */
  readonly token: string | null;
}

/** HF_ENDPOINT and HF_TOKEN, as Hugging Face's own tools read them. */
export function hubFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Hub {
  const endpoint = environment['HF_ENDPOINT']?.trim() || 'https://huggingface.co';
  return { endpoint: endpoint.replace(/\/+$/, ''), token: environment['HF_TOKEN']?.trim() || null };
}

export interface Repository {
  readonly kind: 'model' | 'dataset';
  /** `OWNER/NAME`, or `NAME` of the oldest models. */
  readonly name: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

const NAME = /^[\w.-]+(?:\/[\w.-]+)?$/;

/** `OWNER/NAME` or `OWNER/NAME@REVISION`; null where it is neither. */
export function parseRepository(kind: Repository['kind'], id: string): Repository | null {
  const [name = '', revision = 'main', ...rest] = id.split('@');
  const sound =
    NAME.test(name) && !/(?:^|\/)\.+(?:\/|$)/.test(name) && /^[\w./-]+$/.test(revision) && rest.length === 0;
  return sound ? { kind, name, revision } : null;
}

/** Folder of a repository's files at a revision, without a slash at its end. */
export function filesAddress({ endpoint }: Hub, { kind, name, revision }: Repository): string {
  return `${endpoint}/${kind === 'dataset' ? 'datasets/' : ''}${name}/resolve/${encodeURIComponent(revision)}`;
}

export function fileAddress(hub: Hub, repository: Repository, file: string): URL {
  return new URL(`${filesAddress(hub, repository)}/${file.split('/').map(encodeURIComponent).join('/')}`);
}
