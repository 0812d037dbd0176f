import { createServer } from 'node:net';

/**
 * The only address that an embedded server listens on: it has no password, so it is for this machine alone.
 */
export const LOOPBACK = '127.0.0.1';

/**
 * A loopback port that nobody listens on at this moment, chosen by the operating system.
 * Somebody else may take it before it is used: the caller has to be ready to ask again.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
