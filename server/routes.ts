import { Hono } from 'hono';
import { type ModelDescription, PROTOCOL_VERSION, type Sequence, parseSequence } from '../src/protocol/index.ts';
import { type RelaySite, commandHandler, createHandler, describeHandler } from './command-route.ts';
import type { Federation } from './federation.ts';
import { fileResponse, rangeResponse } from './files.ts';
import { securityHeaders } from './headers.ts';
import { logFile } from './log-export.ts';
import type { Log, SnapshotRecord } from './log/index.ts';
import type { Metrics } from './observe.ts';
import { ExportError, type ExportedModel, type Reconstruction, snapshotName } from './reconstruct/index.ts';
import { type Bound, NOT_KEPT, limited } from './requests.ts';
import type { RequestLimits } from './sockets/index.ts';
import type { SnapshotStore } from './snapshots/index.ts';
import type { StaticFiles } from './static.ts';

/** Bytes of entries in one piece of a log's export. */
const PAGE_BYTES = 1 << 20;

export interface Site extends RelaySite {
  readonly files: StaticFiles;
  readonly metrics: Metrics;
  readonly limits: RequestLimits;
  readonly snapshots: SnapshotStore;
  /** Those that this relay serves. */
  models(): Promise<ModelDescription[]>;
  /** Where models that federations may soon be made of come from. */
  sources(): readonly string[];
  /** What can give the model as a file. @throws ExportError where nothing rebuilds it */
  rebuilt(federation: Federation): Pick<Reconstruction, 'export' | 'exported'>;
  /** Why the relay is not well; null when it is. */
  health(): string | null;
  /** Told of faults of the relay itself, which end that one request. */
  broken(error: unknown): void;
}

/** Everything that the relay answers over HTTP: rules W of PROTOCOL.md. */
export function routes(site: Site): Hono<Bound> {
  const app = new Hono<Bound>();

  app.use(async (context, next) => {
    await next();
    // Of now: orders begin federations while the relay runs.
    const locations = [...site.federations.values()].map(({ manifest }) => manifest.model.location);
    const headers = securityHeaders(context.req.header('host') ?? null, [...locations, ...site.sources()]);
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
  });

  app.get('/healthz', (context) => {
    const fault = site.health();
    return context.json({ ok: fault === null, fault }, fault === null ? 200 : 503, NOT_KEPT);
  });

  app.get('/metrics', async (context) =>
    context.text(await site.metrics.text(), 200, { ...NOT_KEPT, 'content-type': site.metrics.registry.contentType }),
  );

  app.get('/federations', (context) =>
    context.json({ federations: [...site.federations.values()].map(summary) }, 200, NOT_KEPT),
  );

  app.post('/federations', limited(site.limits, 'command'), createHandler(site));
  app.get('/models', async (context) => context.json({ models: await site.models() }, 200, NOT_KEPT));
  app.post('/models', limited(site.limits, 'command'), describeHandler(site));

  app.get('/federations/:id', async (context) => {
    const federation = site.federations.get(context.req.param('id'));
    return federation ? context.json(await description(federation), 200, NOT_KEPT) : context.notFound();
  });

  app.get('/federations/:id/summary', limited(site.limits, 'log'), async (context) => {
    const federation = site.federations.get(context.req.param('id'));
    if (!federation) return context.notFound();
    return context.json(await site.overseer(federation).summary(Date.now()), 200, NOT_KEPT);
  });

  app.get('/federations/:id/snapshots/:sequence{[0-9]{1,10}}', async (context) => {
    const federation = site.federations.get(context.req.param('id'));
    const sequence = Number(context.req.param('sequence'));
    const snapshot = (await federation?.log.snapshots())?.find((record) => record.sequence === sequence);
    if (!federation || !snapshot) return context.notFound();
    const name = snapshotName(federation.manifest.id, federation.epoch, sequence);
    const file = {
      size: snapshot.bytes,
      etag: `"${snapshot.sha256}"`,
      headers: { 'content-type': 'application/octet-stream', 'cache-control': 'public, max-age=31536000, immutable' },
    };
    const response = await rangeResponse(context.req.raw, file, async (start, end) => {
      const bytes = await site.snapshots.read(name, { start, end });
      return bytes && toStream(bytes);
    });
    return response ?? context.notFound();
  });

  app.get('/federations/:id/log', limited(site.limits, 'log'), (context) => {
    const federation = site.federations.get(context.req.param('id'));
    if (!federation) return context.notFound();
    const from = Number(context.req.query('from') ?? 1);
    if (!Number.isInteger(from) || from < 1 || from > 0xffffffff) {
      return context.text('"from" is the number of the first entry wanted: 1 or more.', 400);
    }
    const headers = { 'content-type': 'application/octet-stream', ...NOT_KEPT };
    return context.body(logExport(federation.log, parseSequence(from), federation.head.sequence), 200, headers);
  });

  app.get('/federations/:id/export/log', limited(site.limits, 'export'), (context) => {
    const federation = site.federations.get(context.req.param('id'));
    if (!federation) return context.notFound();
    const { manifest, epoch, head, log } = federation;
    const headers = download(`${manifest.id}-${head.sequence}.dandelion-log`);
    return context.body(logFile(log, manifest, epoch, head.sequence), 200, { ...headers, ...NOT_KEPT });
  });

  app.get('/federations/:id/export/model', limited(site.limits, 'export'), async (context) => {
    const federation = site.federations.get(context.req.param('id'));
    if (!federation) return context.notFound();
    let model: ExportedModel | null;
    try {
      const rebuilt = site.rebuilt(federation);
      model = context.req.raw.method === 'HEAD' ? rebuilt.exported : await rebuilt.export();
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      return context.text(error.message, 503, { ...NOT_KEPT, 'retry-after': '60' });
    }
    // A HEAD is told that a GET is worth it; what that would write is not known yet.
    if (!model) return context.body(null, 200, { 'content-type': 'application/octet-stream', ...NOT_KEPT });
    const name = `${federation.manifest.id}-${model.sequence}.safetensors`;
    const response = await fileResponse(context.req.raw, {
      path: model.path,
      etag: `"${model.sha256}"`,
      headers: { ...download(name), 'cache-control': 'no-cache' },
    });
    return response ?? context.notFound();
  });

  app.post('/federations/:id/commands', limited(site.limits, 'command'), commandHandler(site));

  app.get('*', async (context) => {
    const response = await site.files.respond(context.req.raw);
    if (response) return response;
    if (context.req.path === '/' && !site.files.hasPage) {
      return context.text('The page is not built yet. Run "npm start" once, or "npm run build".', 503);
    }
    return context.notFound();
  });
  app.onError((error, context) => {
    site.broken(error);
    return context.text(
      'The relay failed at this request; its own log says why. Try again in a minute.',
      500,
      NOT_KEPT,
    );
  });
  app.notFound((context) => context.text('Nothing is here.', 404));
  return app;
}

/** Headers of what is kept under a name rather than shown. */
function download(name: string): Record<string, string> {
  return { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${name}"` };
}

function summary(federation: Federation) {
  const { id, title, purpose, model, access = 'open' } = federation.manifest;
  const { connected, ready } = federation.attendance;
  const bytes = model.files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    id,
    title,
    purpose,
    model: { name: model.name, licence: model.licence, bytes },
    access,
    state: federation.status.state,
    sequence: federation.head.sequence,
    connected,
    ready,
  };
}

async function description(federation: Federation) {
  const { log, head } = federation;
  const [newest] = await log.snapshots();
  const { connected, ready, round } = federation.attendance;
  return {
    protocol: PROTOCOL_VERSION,
    manifest: federation.manifest,
    manifestHash: federation.hash,
    epoch: federation.epoch,
    sequence: head.sequence,
    chain: head.chain,
    fingerprint: federation.fingerprint,
    entryBytes: {
      total: await log.entryBytes(parseSequence(0)),
      sinceSnapshot: await log.entryBytes(newest?.sequence ?? parseSequence(0)),
    },
    snapshot: newest ? { ...newest, url: snapshotAddress(federation, newest) } : null,
    access: federation.manifest.access ?? 'open',
    status: federation.status,
    connected,
    ready,
    round: round && {
      number: round.number,
      participants: round.participants,
      contributed: round.contributed,
      remaining: Math.max(0, round.deadline - Date.now()),
    },
  };
}

function snapshotAddress({ manifest }: Federation, { sequence }: SnapshotRecord): string {
  return `/federations/${manifest.id}/snapshots/${sequence}`;
}

function toStream(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await iterator.return?.()),
  });
}

/** Entries `from` to `last`, each behind its length. */
function logExport(log: Log, from: Sequence, last: number): ReadableStream<Uint8Array> {
  let next = from;
  return new ReadableStream({
    async pull(controller) {
      const page = next > last ? [] : (await log.entries(next, PAGE_BYTES)).slice(0, last - next + 1);
      if (page.length === 0) return controller.close();
      next = parseSequence(next + page.length);
      controller.enqueue(Buffer.concat(page.flatMap((bytes) => [lengthPrefix(bytes.length), bytes])));
    },
  });
}

function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(length);
  return prefix;
}
