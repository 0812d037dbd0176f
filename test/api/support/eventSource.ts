/** Reads server-sent events of one subscription over a real connection. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

export interface Listening {
  url: string;
  close(): Promise<void>;
}

export async function listen(app: Express): Promise<Listening> {
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface SseReader {
  status: number;
  /** The next event's data; null when the stream has ended. Comments are counted apart. */
  next(): Promise<{
    data?: { events: Record<string, unknown> };
    errors?: { extensions: Record<string, unknown> }[];
  } | null>;
  comments(): number;
  close(): void;
}

export async function subscribe(
  url: string,
  query: string,
  token?: string,
  variables?: object,
): Promise<SseReader> {
  const controller = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: controller.signal,
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  let comments = 0;
  return {
    status: response.status,
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          if (block.startsWith(':')) comments += 1;
          const data = /^data: (.+)$/m.exec(block)?.[1];
          if (data !== undefined) return JSON.parse(data);
          continue;
        }
        const { value, done } = await reader.read();
        if (done) return null;
        text += decoder.decode(value, { stream: true });
      }
    },
    comments: () => comments,
    close: () => controller.abort(),
  };
}
