/** A real receiver of webhooks on this machine: it keeps what came and answers as it is told. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Received {
  id: string;
  timestamp: string;
  signature: string;
  body: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** How the next ones are answered; by default with 204. */
  answer(how: (response: ServerResponse, received: Received) => void): void;
}

export const status = (code: number) => (response: ServerResponse) => {
  response.statusCode = code;
  response.end();
};

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: Parameters<Receiver['answer']>[0] = status(204);
  const server = createServer(async (request, response) => {
    const header = (name: string) => String(request.headers[name] ?? '');
    const one: Received = {
      id: header('webhook-id'),
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
      body: await text(request),
    };
    received.push(one);
    answer(response, one);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/events`,
    received,
    answer(how) {
      answer = how;
    },
  };
}
