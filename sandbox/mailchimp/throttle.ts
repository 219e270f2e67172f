import type { FastifyInstance } from 'fastify';
import type { Account } from './account.js';
import { credentials } from './credentials.js';
import { BARE_FORBIDDEN, CONTENT_TYPE, problemBody } from './problem.js';

/** Refuses more calls at once, or in a minute, than the account allows a key. Mailchimp sends no rate headers and no Retry-After. */
export function throttle(app: FastifyInstance, account: Account): void {
  const open = new Map<string, number>();
  const minutes = new Map<string, { minute: number; calls: number }>();

  app.addHook('onRequest', async (request, reply) => {
    const key = credentials(request.headers)?.key ?? '';
    open.set(key, (open.get(key) ?? 0) + 1);
    let inside = true;
    const leave = () => {
      if (inside) open.set(key, (open.get(key) ?? 1) - 1);
      inside = false;
    };
    // A cut connection only closes; a late request, which has no connection any more, only finishes.
    reply.raw.once('close', leave);
    reply.raw.once('finish', leave);
    const { connections, callsPerMinute, flood } = account.settings;
    const minute = Math.floor(account.kit.clock.now() / 60_000);
    const counted = minutes.get(key);
    const calls = counted?.minute === minute ? counted.calls + 1 : 1;
    minutes.set(key, { minute, calls });
    const flooded = callsPerMinute !== null && calls > callsPerMinute;
    if (flooded && flood === 403) return reply.code(403).type('text/html').send(BARE_FORBIDDEN);
    if (!flooded && (open.get(key) ?? 0) <= connections) return undefined;
    const detail = flooded
      ? 'You have made too many requests.'
      : `You have exceeded the limit of ${connections} simultaneous connections.`;
    return reply
      .code(429)
      .type(CONTENT_TYPE)
      .send(problemBody({ status: 429, title: 'Too Many Requests', detail }));
  });
}
