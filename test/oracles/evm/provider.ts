/** A provider of nodes: one address behind which the node can be exchanged for another. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Provider {
  readonly url: string;
  /** From now on another node answers; null: nobody does. */
  serve(node: string | null): void;
  close(): void;
}

export async function startProvider(node: string): Promise<Provider> {
  let target: string | null = node;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const answer =
      target === null
        ? null
        : await fetch(target, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body,
          }).catch(() => null);
    if (answer === null) response.statusCode = 503;
    else response.setHeader('content-type', 'application/json');
    response.end(answer === null ? '' : await answer.text());
  }).listen(0, '127.0.0.1');
  // Never the one that hangs up: a question sent on a connection while it is being closed is lost.
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(next) {
      target = next;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
