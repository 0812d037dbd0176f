/** A real server on this machine that answers as a test tells it to. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface LocalServer {
  url: string;
  port: number;
  /** Requests that came. */
  requests: IncomingMessage[];
  answer: Answer;
  close(): Promise<void>;
}

/** Answers JSON. */
export const json =
  (body: unknown, type = 'application/json'): Answer =>
  (response) => {
    response.setHeader('content-type', type);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export async function openServer(): Promise<LocalServer> {
  const state: Pick<LocalServer, 'answer' | 'requests'> = { answer: json({}), requests: [] };
  const server: Server = createServer((request, response) => {
    state.requests.push(request);
    response.on('error', () => undefined);
    state.answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    port,
    url: `http://127.0.0.1:${port}/ticker`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
