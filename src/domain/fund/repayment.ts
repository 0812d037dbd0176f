/** Rounds in which a fund repays recovery claims (docs/mechanics.md section 6): pro rata, part by part. */
import { ADEQUACY_MINIMUM } from '../pool/requirement.ts';
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD } from '../shared/units.ts';
import { proRataPart, type SharedAmount } from '../waterfall/prorata.ts';
import { recoveryRepayment } from '../waterfall/recovery.ts';

/** One round: what it repays of what was owed when it began, and what of that has been passed. */
export interface RepaymentRound extends SharedAmount {
  readonly passed: Amount;
}

/** What a fund and its pool have for claims. */
export interface RepaymentMeans {
  readonly fund: Amount;
  /** What was recovered for the claims and put into the fund: it is theirs whatever the fund must keep. */
  readonly recovered: Amount;
  readonly requirement: Amount;
  /** What a wiped pool holds that no cover locks; 0 of any other. */
  readonly wiped: Amount;
}

/**
 * What each of the two gives to a round now: a wiped pool first, then the fund, from above 0.7 times what
 * must stand behind the cover.
 * Example: fund 100, requirement 100, 50 owed: 30 of the fund.
 */
export function repaymentNow(
  { fund, recovered, requirement, wiped }: RepaymentMeans,
  owed: Amount,
): { fromPool: Amount; fromFund: Amount } {
  const fromPool = minimum(wiped, owed);
  // Up: the fund keeps a unit too many.
  const kept = mulDivUp(requirement, ADEQUACY_MINIMUM, WAD);
  const { funded } = recoveryRepayment(fund, kept, owed - fromPool);
  return { fromPool, fromFund: maximum(funded, minimum(owed - fromPool, minimum(recovered, fund))) };
}

/** The part of one claim, and the round after it: the parts of all sum to what it repays, exactly. */
export function repayOne(round: RepaymentRound, remaining: Amount): { part: Amount; after: RepaymentRound } {
  const part = proRataPart(round, round.passed, remaining);
  return { part, after: { ...round, passed: round.passed + remaining } };
}

/** What a round still holds for those whom it has not passed. */
export function roundLeft(round: RepaymentRound): Amount {
  return round.funded - proRataPart(round, 0n, round.passed);
}
