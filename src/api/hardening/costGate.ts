/**
 * Lets an operation in, or not: its cost against the limit of one operation and against what the caller has
 * left.
 */
import { QUERY_COST_MAX } from '../../domain/shared/limits.ts';
import type { ApiContext } from '../context.ts';
import { requestError } from '../errors.ts';
import type { ApiMetrics } from '../metrics.ts';
import type { ApiSettings } from '../settings.ts';
import { type CostInput, costOf } from './cost.ts';
import { createTokenBuckets, rateLimitHeaders } from './tokenBuckets.ts';

export interface CostGate {
  /** Throws QUERY_TOO_COMPLEX or RATE_LIMITED; else the caller has paid. */
  enter(input: CostInput, context: Pick<ApiContext, 'caller' | 'facts' | 'notes'>): void;
  /** The same for work whose cost is known. */
  spend(cost: number, context: Pick<ApiContext, 'caller' | 'facts' | 'notes'>): void;
}

/** Callers with a session pay from their own bucket, all others from that of their address. */
export function createCostGate(
  { rateLimits }: Pick<ApiSettings, 'rateLimits'>,
  metrics: ApiMetrics,
  monotonicSeconds: () => number,
): CostGate {
  const accounts = createTokenBuckets(rateLimits.principalCost, monotonicSeconds);
  const addresses = createTokenBuckets(rateLimits.addressCost, monotonicSeconds);
  const spend: CostGate['spend'] = (cost, { caller, facts, notes }) => {
    const buckets = caller === null ? addresses : accounts;
    const spent = buckets.spend(caller?.id ?? facts.address, cost);
    Object.assign(notes.headers, rateLimitHeaders('cost', buckets, spent));
    if (spent.allowed) return;
    metrics.rateLimited.inc({ scope: caller === null ? 'address' : 'account' });
    throw requestError('RATE_LIMITED', { retryAfterSeconds: spent.retryAfterSeconds, cost });
  };
  return {
    spend,
    enter(input, context) {
      const cost = costOf(input, QUERY_COST_MAX);
      if (cost > QUERY_COST_MAX) throw requestError('QUERY_TOO_COMPLEX', { cost, limit: QUERY_COST_MAX });
      spend(cost, context);
    },
  };
}
