/** What a request says about itself, before anything in it is believed. */
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { IDEMPOTENCY_KEY_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { inputError } from '../errors.ts';
import { errorAnswer } from './errorAnswer.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './requestId.ts';
import type { ServerContext } from './serverContext.ts';

/** A request id that a proxy sent along, when it is a plain one. */
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;
/** Visible ASCII, as an Idempotency-Key is (draft-ietf-httpapi-idempotency-key-header). */
const VISIBLE = /^[\x21-\x7e]*$/;
const BEARER = /^Bearer ([A-Za-z0-9._-]+)$/;

/** Gives every request its id, and turns away those whose address cannot be read. */
export function identify(request: Request, response: Response, next: NextFunction): void {
  const sent = request.get(REQUEST_ID_HEADER) ?? '';
  response.set(REQUEST_ID_HEADER, REQUEST_ID.test(sent) ? sent : randomUUID());
  const address = `http://${request.get('Host') ?? 'localhost'}${request.originalUrl}`;
  if (URL.canParse(address)) next();
  else errorAnswer(response, inputError('Host', 'is not a host'));
}

export function serverContextOf(request: Request, response: Response): ServerContext {
  const key = request.get('Idempotency-Key')?.trim() ?? null;
  return {
    facts: {
      requestId: requestIdOf(response),
      address: addressOf(request),
      // A key that is none is handed on as too long, so that it is refused by name rather than missed.
      idempotencyKey: key === null || VISIBLE.test(key) ? key : ' '.repeat(IDEMPOTENCY_KEY_LENGTH_MAX + 1),
    },
    notes: { replayed: false, headers: {} },
    bearer: bearerOf(request.get('Authorization')),
  };
}

/** The caller's network address, as far as the trusted proxies tell. */
export function addressOf(request: Request): string {
  return request.ip ?? 'unknown';
}

function bearerOf(header: string | undefined): string | null {
  return header === undefined ? null : (BEARER.exec(header)?.[1] ?? '');
}
