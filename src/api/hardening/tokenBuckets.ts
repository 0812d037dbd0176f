/** Token buckets in memory, one for each caller. What a caller may spend comes back by and by. */
import { BUCKETS_MAX } from '../../domain/shared/limits.ts';
import type { RateLimit } from '../settings.ts';

/**
 * What a spend came to. `resetSeconds` is when the bucket is full again; `retryAfterSeconds` when this fits.
 */
interface Spend {
  allowed: boolean;
  remaining: number;
  resetSeconds: number;
  retryAfterSeconds: number;
}

interface TokenBuckets {
  readonly limit: RateLimit;
  spend(caller: string, cost: number): Spend;
}

/** `monotonicSeconds` runs evenly whatever the service's clock says; tests bring their own. */
export function createTokenBuckets(limit: RateLimit, monotonicSeconds: () => number): TokenBuckets {
  // A Map keeps the order of insertion: the first is the caller that was quiet longest.
  const buckets = new Map<string, { level: number; at: number }>();

  function levelOf(caller: string, at: number): number {
    const bucket = buckets.get(caller);
    if (bucket === undefined) return limit.burst;
    return Math.min(limit.burst, bucket.level + (at - bucket.at) * limit.perSecond);
  }

  return {
    limit,
    spend(caller, cost) {
      const at = monotonicSeconds();
      const level = levelOf(caller, at);
      const allowed = level >= cost;
      const left = allowed ? level - cost : level;
      buckets.delete(caller);
      buckets.set(caller, { level: left, at });
      if (buckets.size > BUCKETS_MAX) buckets.delete(buckets.keys().next().value as string);
      return {
        allowed,
        remaining: Math.floor(left),
        resetSeconds: Math.ceil((limit.burst - left) / limit.perSecond),
        retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((cost - left) / limit.perSecond)),
      };
    },
  };
}

/** The `RateLimit` headers of a spend (draft-ietf-httpapi-ratelimit-headers). */
export function rateLimitHeaders(
  name: string,
  { limit }: TokenBuckets,
  spend: Spend,
): Record<string, string> {
  const windowSeconds = Math.ceil(limit.burst / limit.perSecond);
  return {
    'RateLimit-Policy': `"${name}";q=${limit.burst};w=${windowSeconds}`,
    RateLimit: `"${name}";r=${spend.remaining};t=${spend.resetSeconds}`,
  };
}
