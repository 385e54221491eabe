import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { Expensive, RequestLimits } from './sockets/index.ts';

/** What a handler knows of the connection that a request came by; nothing in tests without one. */
export interface Bound {
  Bindings: Partial<HttpBindings>;
}

export const NOT_KEPT = { 'cache-control': 'no-store' };

/** Lets an address make only so many of these requests. [W8] */
export function limited(limits: RequestLimits, kind: Expensive): MiddlewareHandler<Bound> {
  return async (context, next) => {
    const incoming = context.env?.incoming;
    if (!incoming || limits.allows(kind, incoming, Date.now())) return next();
    const words = 'Your address has made too many requests like this one. Try again in a minute.';
    return context.text(words, 429, { ...NOT_KEPT, 'retry-after': '60' });
  };
}

/** @returns null where the body is longer, of which no more is read; or breaks off, and nobody is there to be answered. */
export async function boundedBody(request: Request, most: number): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > most) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.length;
      if (bytes > most) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}
