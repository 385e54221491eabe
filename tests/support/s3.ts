import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A small S3 server in memory: objects, ranges, lists and uploads in parts. It checks each request's signature by itself,
 * and that the body is the one that was signed.
 * Source: AWS Signature Version 4 for API requests, "Create a signed request"; Amazon S3 API Reference, 2006-03-01.
 */
export interface TestS3 {
  /** The variables that lead to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Uploads that were begun and neither ended nor taken back. */
  readonly unfinished: number;
  createBucket(name: string): void;
  /** From now on breaks these requests: 503, with the body unread. @param isDue counts requests from 0 */
  fail(isDue: (request: IncomingMessage, count: number) => boolean): void;
  /** From now on sends half of this object, and then nothing. */
  stall(key: string): void;
  mend(): void;
  stop(): Promise<void>;
}

const SECRET = 'a secret of the tests';
const KEYS_PER_LIST = 2;

interface Upload {
  readonly key: string;
  readonly parts: Map<number, Buffer>;
}

export async function startS3(): Promise<TestS3> {
  const buckets = new Map<string, Map<string, Buffer>>();
  const uploads = new Map<string, Upload>();
  let isDue: (request: IncomingMessage, count: number) => boolean = () => false;
  let count = 0;
  let stalled: string | null = null;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isDue(request, count++)) {
      request.resume();
      response.writeHead(503).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const fault = faultOf(request, body);
    const url = new URL(request.url ?? '', 'http://s3');
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const objects = buckets.get(bucket);
    if (fault) return send(response, 403, `<Error><Message>${fault}</Message></Error>`);
    if (!objects) return send(response, 404, '<Error><Code>NoSuchBucket</Code></Error>');
    const reply = act(request, url.searchParams, objects, uploads, rest.join('/'), body);
    if (request.method === 'GET' && rest.join('/') === stalled && reply.body) {
      response.writeHead(reply.status, { 'content-length': Buffer.byteLength(reply.body) });
      return void response.write(reply.body.slice(0, reply.body.length / 2));
    }
    send(response, reply.status, reply.body ?? '', reply.headers);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 500, String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_ACCESS_KEY_ID: 'tests',
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    },
    get unfinished() {
      return uploads.size;
    },
    createBucket: (name) => void buckets.set(name, new Map()),
    fail(due) {
      count = 0;
      isDue = due;
    },
    stall: (key) => void (stalled = key),
    mend() {
      isDue = () => false;
      stalled = null;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Reply {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

function act(
  { method, headers }: IncomingMessage,
  query: URLSearchParams,
  objects: Map<string, Buffer>,
  uploads: Map<string, Upload>,
  key: string,
  body: Buffer,
): Reply {
  const id = query.get('uploadId');
  if (method === 'POST' && query.has('uploads')) {
    const upload = randomBytes(6).toString('base64');
    uploads.set(upload, { key, parts: new Map() });
    return { status: 200, body: `<R><UploadId>${upload}</UploadId></R>` };
  }
  if (id !== null) {
    const upload = uploads.get(id);
    if (upload?.key !== key) return { status: 404, body: '<Error><Code>NoSuchUpload</Code></Error>' };
    if (method === 'PUT') {
      upload.parts.set(Number(query.get('partNumber')), body);
      return { status: 200, headers: { etag: tagOf(body) } };
    }
    uploads.delete(id);
    if (method === 'DELETE') return { status: 204 };
    const tags = [...body.toString().matchAll(/<ETag>([^<]*)<\/ETag>/g)].map(([, tag]) => tag);
    const parts = tags.map((tag, i) => ({ tag, part: upload.parts.get(i + 1) }));
    // As S3 does it: the answer has begun when the fault is found.
    if (parts.some(({ tag, part }) => !part || tagOf(part).replaceAll('"', '&#34;') !== tag)) {
      return { status: 200, body: '<Error><Message>a part is not the one that was sent</Message></Error>' };
    }
    objects.set(key, Buffer.concat(parts.flatMap(({ part }) => part ?? [])));
    return { status: 200, body: '<R></R>' };
  }
  if (method === 'PUT') {
    objects.set(key, body);
    return { status: 200, headers: { etag: tagOf(body) } };
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return { status: 204 };
  }
  if (query.get('list-type') === '2') return listOf(objects, query);
  const found = objects.get(key);
  if (!found) return { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  if (start === undefined) return { status: 200, body: found };
  return { status: 206, body: found.subarray(Number(start), Number(end) + 1) };
}

function listOf(objects: Map<string, Buffer>, query: URLSearchParams): Reply {
  const after = query.get('continuation-token') ?? '';
  const all = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).toSorted();
  const page = all.slice(0, KEYS_PER_LIST);
  const keys = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  const next = all.length > page.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  return { status: 200, body: `<ListBucketResult>${keys}${next}</ListBucketResult>` };
}

function send(response: ServerResponse, status: number, body: string | Buffer, headers: Record<string, string> = {}) {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function tagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** @returns what is wrong with a request's signature, or with its body */
function faultOf({ method, url = '', headers }: IncomingMessage, body: Buffer): string | null {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=tests\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/;
  const [, day, region, signed, signature] = pattern.exec(headers.authorization ?? '') ?? [];
  const date = String(headers['x-amz-date']);
  const payload = String(headers['x-amz-content-sha256']);
  if (!day || !region || !signed || !date.startsWith(day)) return 'the request is not signed';
  const [path = '', query = ''] = url.split('?');
  const pairs = query === '' ? [] : query.split('&').map((pair) => (pair.includes('=') ? pair : `${pair}=`));
  const names = signed.split(';');
  if (!names.includes('host') || !names.includes('x-amz-date')) return 'host and date are not signed';
  const lines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
  const request = [method, path, pairs.toSorted().join('&'), lines, signed, payload].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, hex(request)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${SECRET}`,
  );
  const expected = createHmac('sha256', key).update(text).digest('hex');
  if (expected !== signature) return 'the signature does not match';
  return payload === 'UNSIGNED-PAYLOAD' || payload === hex(body) ? null : 'the body is not the one that was signed';
}

function hex(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
