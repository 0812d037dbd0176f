/** How a policy ends before an incident does: cancelled once the watermark has passed, or released. */
import { earnersOf } from '../../domain/policy/policySegment.ts';
import { cancellationOf } from '../../domain/policy/refund.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import { decidedUntil, isReleased } from '../../domain/policy/status.ts';
import { exitsFrozen, isWaitedFor } from '../../domain/pool/freezeClock.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { openBreach } from '../../domain/trigger/state.ts';
import { distribute, pauseEarning, resumeEarning, settlePaused } from './earn.ts';
import { coverOf, frozenSinceOf, type HeldPolicy, type Market, putProduct } from './market.ts';

/** What the pool earns of a policy. */
export const earningOf = ({ segment }: HeldPolicy): EarningSegment[] =>
  earnersOf([segment]).flatMap(({ earning }) => earning);

/** Until when the product is decided: no breach that began before can still show up. */
export const decidedOf = ({ watermark, ruleState }: Market): UnixSeconds | null =>
  decidedUntil(watermark, ruleState.lastDeterminate?.slot ?? null);

/** Starts of the open breach and of incidents that are not paid. */
export function unresolvedStarts({ ruleState, verdicts }: Market): UnixSeconds[] {
  const breach = openBreach(ruleState);
  const unpaid = verdicts.filter(({ paidAt }) => paidAt === null).map(({ breachStart }) => breachStart);
  return breach === null ? unpaid : [...unpaid, breach.start];
}

/** Whether who asked to leave at a time is still waited for: nobody knows yet what began before. */
export function isUndecided(market: Market, askedAt: UnixSeconds, at: UnixSeconds): boolean {
  if (!isWaitedFor({ frozenSince: frozenSinceOf(market) }, at)) return false;
  const decided = decidedOf(market);
  return decided === null || decided < askedAt;
}

/** Asks for the end of a policy; false while nobody steps out, or where it has ended. */
export function cancel(market: Market, policy: HeldPolicy, at: UnixSeconds): boolean {
  if (policy.end !== null || policy.cancel !== null || at >= policy.coverUntil) return false;
  if (exitsFrozen(market.clock, at)) return false;
  const earning = earningOf(policy);
  policy.cancel = { madeAt: at, ...cancellationOf(earning, at) };
  pauseEarning(market, earning);
  return true;
}

/** Lets a policy go on as if nobody had asked. */
export function voidCancel(market: Market, policy: HeldPolicy): void {
  if (policy.cancel === null) return;
  distribute(market, resumeEarning(market, earningOf(policy), policy.cancel.madeAt));
  policy.cancel = null;
}

/** Lets those out who asked, as of then, and releases cover whose end is decided. */
export function settleLeavers(market: Market, at: UnixSeconds): void {
  const unresolvedBreachStarts = unresolvedStarts(market);
  const decided = decidedOf(market);
  const before = market.open;
  for (const policy of before) {
    if (policy.cancel !== null) settleCancel(market, policy, unresolvedBreachStarts, at);
    else if (isReleased({ coverUntil: policy.coverUntil, decided, unresolvedBreachStarts }))
      end(market, policy, 'EXPIRED');
  }
  if (before.some((policy) => policy.end !== null))
    market.open = before.filter((policy) => policy.end === null);
}

function settleCancel(
  market: Market,
  policy: HeldPolicy,
  unresolved: readonly UnixSeconds[],
  at: UnixSeconds,
): void {
  if (policy.cancel === null || isUndecided(market, policy.cancel.madeAt, at)) return;
  const { madeAt, refund, fee } = policy.cancel;
  if (unresolved.some((start) => start < madeAt)) {
    voidCancel(market, policy);
    return;
  }
  const released = settlePaused(market, earningOf(policy), madeAt);
  market.unearned -= refund + fee;
  market.fund += fee;
  // What the pool has counted by the hour and the holder by the second counts as earned.
  distribute(market, released - refund - fee);
  policy.refunded += refund;
  end(market, policy, 'CANCELLED');
}

function end(market: Market, policy: HeldPolicy, as: 'EXPIRED' | 'CANCELLED'): void {
  putProduct(market, { cover: coverOf(market) - policy.segment.coverRemaining });
  policy.end = as;
}
