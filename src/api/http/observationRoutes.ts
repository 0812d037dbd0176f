/** Reports over plain HTTP: the same body, checks and answers as the mutation `submitObservations`. */
import express, { type Request, type Response, Router } from 'express';
import { BODY_BYTES_MAX } from '../../domain/shared/limits.ts';
import type { Callers } from '../auth/caller.ts';
import { missingScope } from '../auth/scopes.ts';
import type { ApiServices } from '../context.ts';
import { inputError, requestError } from '../errors.ts';
import { receiveReports } from '../observations/receiveReports.ts';
import { readDateTime } from '../scalars/dateTime.ts';
import { answering } from './answering.ts';
import { serverContextOf } from './requestFacts.ts';

export const OBSERVATIONS_PATH = '/v1/feeds/:id/observations';

export function observationRoutes(services: ApiServices, callers: Callers): Router {
  const router = Router();
  router.post(
    OBSERVATIONS_PATH,
    express.json({ limit: BODY_BYTES_MAX, strict: true }),
    answering<{ id: string }>(services, (request, response) => answer(request, response, services, callers)),
  );
  return router;
}

async function answer(
  request: Request<{ id: string }>,
  response: Response,
  services: ApiServices,
  callers: Callers,
): Promise<void> {
  const { facts, notes, bearer } = serverContextOf(request, response);
  const { caller, scopes } = await callers.callerOf(bearer);
  const missing = missingScope('Mutation.submitObservations', scopes);
  if (missing !== null) throw requestError('FORBIDDEN', { scope: missing });
  const feedId = request.params.id;
  try {
    const received = await receiveReports({ services, caller, facts, notes }, feedId, sentIn(request.body));
    response
      .set(notes.headers)
      .status(received.errors.length > 0 ? 404 : 200)
      .json(received);
  } finally {
    if (!response.headersSent) response.set(notes.headers);
  }
}

/**
 * The reports of a body, times as the rules have them. Whatever else is wrong is found where all are checked.
 */
function sentIn(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) {
    throw inputError('body', 'is not a JSON object: send Content-Type application/json');
  }
  const { observations, ...rest } = body as { observations?: unknown };
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) throw inputError('body', 'has a member beside observations');
  if (!Array.isArray(observations)) return observations;
  return observations.map((one: unknown) => {
    const { observedAt } = (one ?? {}) as { observedAt?: unknown };
    if (typeof observedAt !== 'string') return typeof one === 'object' ? { ...one, observedAt: null } : one;
    return { ...(one as object), observedAt: readDateTime(observedAt) };
  });
}
