/** A host with an optional port, as it may stand in a policy; nothing that could end the directive. */
const HOST = /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i;

/**
 * Headers of every answer: cross-origin isolation, which threads need, and a policy under which the page can talk
 * to nobody but this relay and the places that models come from. [W1]
 * @param locations of models: those that are no addresses are on this relay
 * @param host the request's Host, since older Safari does not count a WebSocket of the same host as 'self'
 */
export function securityHeaders(host: string | null, locations: readonly string[]): Record<string, string> {
  const sockets = host !== null && HOST.test(host) ? [`ws://${host}`, `wss://${host}`] : [];
  const models = locations.flatMap((location) => (URL.canParse(location) ? sourcesOf(new URL(location)) : []));
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...sockets, ...new Set(models)].join(' '),
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  };
}

/** Where a model's files come from: their address's origin, and where Hugging Face's hub redirects large ones to. */
function sourcesOf({ origin, host, hostname }: URL): string[] {
  // A host may have a semicolon, a comma or an asterisk, which say something else in a policy.
  if (!HOST.test(host)) return [];
  return hostname === 'huggingface.co' ? [origin, 'https://*.huggingface.co', 'https://*.hf.co'] : [origin];
}
