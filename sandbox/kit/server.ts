import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerFactory } from 'fastify';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Workshop } from './kit.js';
import { titleCase } from './titleCase.js';
import { playFaults } from './transport.js';
import type { System } from './types.js';

export interface Served {
  readonly port: number;
  readonly url: string;
  /** Forgets late requests that are still to be handled. */
  dropLate(): void;
  close(): Promise<void>;
}

export interface Where {
  /** 0: any free one. */
  readonly port: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Bulk uploads may be 150 MB at Salesforce; ours are cut into 50 MB by the client, as Dotdigital demands. */
const BODY_BYTES = 60 * 1024 * 1024;
/** Node's 16 KB would answer 431 before a system can say 414 in its own words. */
const HEADER_BYTES = 128 * 1024;

/** Serves one system on 127.0.0.1 with the sandbox clock in every Date header, its calls counted and the armed faults played. */
export async function serve(system: System, shop: Workshop, where: Where): Promise<Served> {
  const app = Fastify({
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
    // External ids and locators are longer than the router's usual 100.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    rewriteUrl: (request) => singleSlashes(request.url ?? '/'),
    serverFactory: serverFor(where, shop),
    // A path that is no URL. Typed for any schema, hence the plain reply.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      const { contentType, body } = system.errorBody(400, error.code, request.url);
      void reply.code(400).header('date', httpDate(shop)).type(contentType).send(body);
    },
  });
  const late = playFaults(app, system, shop);
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('date', httpDate(shop));
    return payload;
  });
  app.setErrorHandler<Error & { statusCode?: number; code?: string }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500)
      process.stderr.write(
        `sandbox ${system.name}: ${request.method} ${request.url}: ${error.stack ?? error.message}\n`,
      );
    const { contentType, body } = system.errorBody(status, error.code, request.url);
    return reply.code(status).type(contentType).send(body);
  });
  system.routes(app);
  answerUnknownPaths(app, system);
  await app.listen({ host: '127.0.0.1', port: where.port });
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    url: `${where.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    dropLate: () => late.cancel(),
    close: async () => {
      late.cancel();
      await app.close();
    },
  };
}

const httpDate = ({ kit }: Workshop) => new Date(kit.clock.now()).toUTCString();

function singleSlashes(url: string): string {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return path.replace(/\/{2,}/g, '/') + (query < 0 ? '' : url.slice(query));
}

/** A server factory, for two reasons: one instance type for http and https, and bytes that are no HTTP are answered with our Date too. */
function serverFor({ tls }: Where, shop: Workshop): FastifyServerFactory {
  return (handler) => {
    const options = { maxHeaderSize: HEADER_BYTES, keepAliveTimeout: 72_000 };
    // Fastify's types know plain servers only; an https server has all that it uses.
    const titled: typeof handler = (request, response) => {
      titleCase(response);
      handler(request, response);
    };
    const server =
      tls === undefined
        ? createServer(options, titled)
        : (createTlsServer({ ...options, ...tls }, titled) as unknown as ReturnType<typeof createServer>);
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (!socket.writable) return;
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
      socket.end(`HTTP/1.1 ${status}\r\nDate: ${httpDate(shop)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
    return server;
  };
}

/** A system may answer unknown paths itself; Fastify takes one such answer and throws on a second. */
function answerUnknownPaths(app: FastifyInstance, system: System): void {
  try {
    app.setNotFoundHandler((request, reply) => {
      const { contentType, body } = system.errorBody(404, undefined, request.url);
      return reply.code(404).type(contentType).send(body);
    });
  } catch {
    // The system's own answer stands.
  }
}
