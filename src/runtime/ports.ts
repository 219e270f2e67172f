import net from 'node:net';

const LOOPBACK = '127.0.0.1';

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(taken));
    });
  });
}

/** `usual` when nobody listens there, else a free port the system gives. It may be taken before it is used: callers try again. */
export async function freePort(usual: number | null = null, avoid: readonly number[] = []): Promise<number> {
  if (usual !== null && usual !== 0 && !avoid.includes(usual) && (await listenOnce(usual)) !== null) return usual;
  for (;;) {
    const port = await listenOnce(0);
    if (port !== null && !avoid.includes(port)) return port;
  }
}

/** Whether somebody answers on the port within a second. */
export function answers(port: number, host = LOOPBACK): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    const end = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Whether the machine turns a connection to `host:port` away: nobody listens. Silence, an unknown host and anything else are no refusal. */
export function refuses(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = net.connect({ port: Number(port), host: hostname });
    const end = (refused: boolean) => {
      socket.destroy();
      resolve(refused);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('connect', () => end(false));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED'));
  });
}
