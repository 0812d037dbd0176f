/** The state of a policy as it follows from its dates and its product: only the end states are stored. */
import type { UnixSeconds } from '../shared/units.ts';
import type { PolicyStatus } from './states.ts';

export interface PolicyStanding {
  /** A stored end state, or null. */
  readonly end: 'EXPIRED' | 'PAID' | 'CANCELLED' | 'VOID' | null;
  readonly coverFrom: UnixSeconds;
  readonly coverUntil: UnixSeconds;
  /** Breach starts of the product's confirmed incidents whose payment has not ended. */
  readonly openBreachStarts: readonly UnixSeconds[];
}

/**
 * WAITING before cover begins; SETTLING while an incident that began in the covered period is unpaid;
 * PENDING_ORACLE from the end of cover until the watermark has passed it (EXPIRED is stored then); else
 * ACTIVE.
 */
export function policyStatus(policy: PolicyStanding, at: UnixSeconds): PolicyStatus {
  if (policy.end !== null) return policy.end;
  const hit = (start: UnixSeconds) => policy.coverFrom <= start && start < policy.coverUntil;
  if (policy.openBreachStarts.some(hit)) return 'SETTLING';
  if (at < policy.coverFrom) return 'WAITING';
  return at < policy.coverUntil ? 'ACTIVE' : 'PENDING_ORACLE';
}

/** What a feed and its product say about the end of a policy. */
export interface ReleaseFacts {
  readonly coverUntil: UnixSeconds;
  /** Newest closed slot of the feed, or null. */
  readonly watermark: UnixSeconds | null;
  /** Starts of the open breach and of unpaid incidents of the product. */
  readonly unresolvedBreachStarts: readonly UnixSeconds[];
}

/**
 * Cover is released when the watermark has passed its end and there is neither an open breach nor an unpaid
 * incident that began before it. A watermark exactly at the end has not passed it.
 */
export function isReleased({ coverUntil, watermark, unresolvedBreachStarts }: ReleaseFacts): boolean {
  if (watermark === null || watermark <= coverUntil) return false;
  return unresolvedBreachStarts.every((start) => start >= coverUntil);
}
