import type { Response } from 'express';
import type { GraphQLError } from 'graphql';
import type { RefusalModel } from '../render/models.ts';
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

/** Answers what the rules refuse, amounts as texts of digits. */
export function refusalAnswer(response: Response, refusal: RefusalModel): void {
  response.status(409).type('application/json');
  response.send(JSON.stringify({ errors: [refusal] }, plain));
}

/** For JSON, which has no integers of any size. */
export const plain = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
