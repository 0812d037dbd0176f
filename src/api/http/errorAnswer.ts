import type { Response } from 'express';
import type { GraphQLError } from 'graphql';
import { requestIdOf } from './requestId.ts';

/** Answers a request-level error in the same form as the GraphQL endpoint does. */
export function errorAnswer(response: Response, error: GraphQLError, status?: number): void {
  const { http, ...extensions } = error.extensions as { http?: { status?: number; headers?: object } };
  if (http?.headers) response.set({ ...http.headers });
  const errors = [
    { message: error.message, extensions: { ...extensions, requestId: requestIdOf(response) } },
  ];
  response.status(status ?? http?.status ?? 500).json({ errors });
}
