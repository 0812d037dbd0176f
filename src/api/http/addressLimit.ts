/** The first limit: requests of one network address, counted before anything of them is read. */
import type { NextFunction, Request, Response } from 'express';
import { requestError } from '../errors.ts';
import { createTokenBuckets, rateLimitHeaders } from '../hardening/tokenBuckets.ts';
import type { ApiMetrics } from '../metrics.ts';
import type { RateLimit } from '../settings.ts';
import { errorAnswer } from './errorAnswer.ts';
import { addressOf } from './requestFacts.ts';

export function addressLimit(limit: RateLimit, metrics: ApiMetrics, monotonicSeconds: () => number) {
  const buckets = createTokenBuckets(limit, monotonicSeconds);
  return (request: Request, response: Response, next: NextFunction): void => {
    const spend = buckets.spend(addressOf(request), 1);
    if (spend.allowed) {
      next();
      return;
    }
    metrics.rateLimited.inc({ scope: 'requests' });
    response.set(rateLimitHeaders('requests', buckets, spend));
    errorAnswer(response, requestError('RATE_LIMITED', { retryAfterSeconds: spend.retryAfterSeconds }));
  };
}
