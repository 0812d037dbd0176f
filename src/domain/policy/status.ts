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
 * PENDING_ORACLE from the end of cover until it is released (EXPIRED is stored then); else ACTIVE.
 */
export function policyStatus(policy: PolicyStanding, at: UnixSeconds): PolicyStatus {
  if (policy.end !== null) return policy.end;
  const hit = (start: UnixSeconds) => policy.coverFrom <= start && start < policy.coverUntil;
  if (policy.openBreachStarts.some(hit)) return 'SETTLING';
  if (at < policy.coverFrom) return 'WAITING';
  return at < policy.coverUntil ? 'ACTIVE' : 'PENDING_ORACLE';
}

/**
 * Until when a product is decided: a breach that shows up later begins at this instant or after it. Null
 * while nothing is decided. Closed slots without an average are in doubt: a breach that follows them begins
 * at the last determinate slot before them (docs/mechanics.md section 5), however far the watermark is.
 * Example: watermark 17:00, the last determinate slot at 11:00: decided until 11:00.
 */
export function decidedUntil(
  watermark: UnixSeconds | null,
  lastDeterminateSlot: UnixSeconds | null,
): UnixSeconds | null {
  return watermark === null || lastDeterminateSlot === null ? null : Math.min(watermark, lastDeterminateSlot);
}

/** What a product says about the end of a policy. */
export interface ReleaseFacts {
  readonly coverUntil: UnixSeconds;
  /** See `decidedUntil`. */
  readonly decided: UnixSeconds | null;
  /** Starts of the open breach and of unpaid incidents of the product. */
  readonly unresolvedBreachStarts: readonly UnixSeconds[];
}

/**
 * Cover is released when the product is decided past its end and there is neither an open breach nor an
 * unpaid incident that began before it. Decided exactly until the end is not past it. Where nothing was ever
 * decided the policy waits.
 */
export function isReleased({ coverUntil, decided, unresolvedBreachStarts }: ReleaseFacts): boolean {
  if (decided === null || decided <= coverUntil) return false;
  return unresolvedBreachStarts.every((start) => start >= coverUntil);
}
