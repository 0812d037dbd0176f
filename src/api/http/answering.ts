/** Plain routes answer what goes wrong with a request as the GraphQL endpoint does, and count it. */
import type { Request, RequestHandler, Response } from 'express';
import { GraphQLError } from 'graphql';
import type { ApiServices } from '../context.ts';
import { errorAnswer } from './errorAnswer.ts';

/** A handler out of one that may throw request errors; anything else is a bug and goes on. */
export function answering<Parameters>(
  { metrics }: Pick<ApiServices, 'metrics'>,
  answer: (request: Request<Parameters>, response: Response) => Promise<void>,
): RequestHandler<Parameters> {
  return async (request, response) => {
    try {
      await answer(request, response);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      metrics.requestErrors.inc({ code: String(error.extensions.code) });
      errorAnswer(response, error);
    }
  };
}
