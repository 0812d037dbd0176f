/** Every decision as one sentence that a holder can check. */
import { mulDivDown } from '../shared/rounding.ts';
import { BPS, type UnixSeconds, WAD, type Wad } from '../shared/units.ts';
import type { PaidReason, PolicyFacts, UnpaidReason } from './eligibility.ts';
import { instantText } from './instant.ts';

/**
 * Why a policy is not paid. Example: `The breach began at 2023-03-11T04:34:00Z, before cover began at
 * 2023-03-13T08:00:00Z, when the waiting period ended.`
 */
export function unpaidSentence(reason: UnpaidReason, facts: PolicyFacts): string {
  const breach = facts.incident === null ? '' : instantText(facts.incident.breachStart);
  const ratio = percentText(facts.incident?.ratioWad ?? 0n);
  // Down: as its text, which shows two places only.
  const deductible = percentText(mulDivDown(BigInt(facts.deductibleBps), WAD, BPS));
  switch (reason) {
    case 'NO_INCIDENT':
      return 'No incident of this product was confirmed, so there is nothing to pay.';
    case 'FORK_VOID':
      return 'The chain split and the fork rule of this policy makes it void: its premium is refunded.';
    case 'ORACLE_GAP_REFUNDED':
      return 'The feed was silent for longer than can be decided: the premium of the gap is refunded.';
    case 'CANCELLED':
      return `The policy was cancelled at ${optionalText(facts.cancelledAt)}; the breach began at ${breach}.`;
    case 'ENDED_BEFORE_BREACH':
      return facts.remaining === 0n
        ? `Earlier incidents had used up the cover when the breach began at ${breach}.`
        : `Cover ended at ${instantText(facts.coverUntil)}; the breach began at ${breach}.`;
    case 'BOUGHT_AFTER_BREACH':
      return `The policy was bought at ${instantText(facts.boughtAt)}, after the breach began at ${breach}.`;
    case 'IN_WAITING_PERIOD': {
      const began = instantText(facts.coverFrom);
      return `The breach began at ${breach}, before cover began at ${began}, when the waiting period ended.`;
    }
    case 'TIER_NOT_REACHED':
      return `The breach that began at ${breach} did not go deep enough to reach the first level that pays.`;
    case 'DEDUCTIBLE_NOT_EXCEEDED':
      return `The incident pays ${ratio} of the cover, no more than the deductible of ${deductible}.`;
  }
}

/** What a policy was paid and why. Amounts come as the caller shows them, for example `2,500.00 USDT`. */
export function paidSentence(reason: PaidReason, facts: PolicyFacts, due: string, paid: string): string {
  const breach = facts.incident === null ? '' : instantText(facts.incident.breachStart);
  const ratio = percentText(facts.incident?.ratioWad ?? 0n);
  const why = `Cover was in force when the breach began at ${breach}, and the incident pays ${ratio} of it`;
  return reason === 'PAID_IN_FULL'
    ? `${why}: ${paid} was paid.`
    : `${why}: of ${due} due, ${paid} was paid, and the rest is a claim on later recoveries.`;
}

function optionalText(at: UnixSeconds | null): string {
  return at === null ? 'an unknown time' : instantText(at);
}

/** A ratio as a percentage with up to two places, rounded down as payouts are. Example: 0.25 is `25 %`. */
function percentText(ratioWad: Wad): string {
  const hundredths = mulDivDown(ratioWad, BPS, WAD);
  const fraction = (hundredths % 100n).toString().padStart(2, '0').replace(/0+$/, '');
  const whole = mulDivDown(hundredths, 1n, 100n);
  return fraction === '' ? `${whole} %` : `${whole}.${fraction} %`;
}
