/** What a fund gives to those whose shares it backs (docs/mechanics.md section 7). */
import { ADEQUACY_TARGET } from '../pool/requirement.ts';
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

/** Where nothing else was decided a fund keeps 1.4 times its requirement. */
export const FUND_BUFFER: Wad = 14n * 10n ** 17n;

/** What a fund must have before it gives. */
export interface FundRules {
  readonly bufferWad: Wad;
  readonly targetWad: Wad;
}

const FUND_RULES_DEFAULT: FundRules = { bufferWad: FUND_BUFFER, targetWad: ADEQUACY_TARGET };

export interface FundStanding {
  readonly balance: Amount;
  readonly requirement: Amount;
  /** All that counts against that requirement, this balance among it. */
  readonly resources: Amount;
  /** Of any product that it may pay for: open breach, or incident that is not paid. */
  readonly isIncidentOpen: boolean;
  /** What recovery claims on it are still owed. */
  readonly owed: Amount;
  /** What the platform's own slice lacks. */
  readonly sliceMissing: Amount;
}

/**
 * What stands above the buffer, and only where nothing comes before it: no incident, no claim, no missing
 * slice, and resources that stay at target. A fund without a requirement gives nothing, because a moment
 * without cover would hand all of it to whoever holds shares then.
 * Example: 1,500 with requirement 1,000: 100.
 */
export function fundExcess(
  fund: FundStanding,
  { bufferWad, targetWad }: FundRules = FUND_RULES_DEFAULT,
): Amount {
  const { balance, requirement, resources } = fund;
  const isBound = fund.isIncidentOpen || fund.owed > 0n || fund.sliceMissing > 0n;
  if (isBound || requirement === 0n) return 0n;
  // Up, both: the fund keeps a unit too many.
  const spare = balance - mulDivUp(requirement, bufferWad, WAD);
  const aboveTarget = resources - mulDivUp(requirement, targetWad, WAD);
  return maximum(0n, minimum(spare, aboveTarget));
}
