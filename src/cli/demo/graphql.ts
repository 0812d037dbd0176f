/** The demo talks to its own service as any client does: GraphQL over HTTP. */
import { randomUUID } from 'node:crypto';

/** A refusal as a payload gives it. */
export interface RefusalData {
  code: string;
  message: string;
  remedy: string;
  cause?: string;
}

export interface GraphqlClient {
  /** Runs a document as a persona. Throws when the answer has request-level errors. */
  run<Data>(token: string | null, document: string, variables?: Record<string, unknown>): Promise<Data>;
}

/**
 * A client of the endpoint at `url`. Each call carries a fresh idempotency key;
 * only money mutations look at it.
 */
export function graphqlClient(url: string): GraphqlClient {
  return {
    async run<Data>(token: string | null, document: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query: document, variables }),
      });
      const body = (await response.json()) as {
        data?: Data;
        errors?: { message: string; extensions?: unknown }[];
      };
      if (body.errors !== undefined || body.data === undefined) {
        throw new Error(`${url} answered ${response.status}: ${JSON.stringify(body.errors ?? body)}`);
      }
      return body.data;
    },
  };
}
