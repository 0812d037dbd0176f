/** What a product pays, worked through on one cover and one incident, by the functions that pay. */
import { isBasketRule, type ProductRule } from '../../domain/basket/rule.ts';
import { payoutDue } from '../../domain/policy/payout.ts';
import { mulDivDown } from '../../domain/shared/rounding.ts';
import { BPS, WAD, type Wad } from '../../domain/shared/units.ts';
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import { payoutRatio } from '../../domain/trigger/payout.ts';
import type { PayoutShape } from '../../domain/trigger/rule.ts';

/** Whole units of the asset that the example covers. */
const COVER_UNITS = 10_000n;

/**
 * One exact sentence. Example: `Of 10000 USDT covered, an incident that settles at 0.9 pays 50 %: 5000 USDT,
 * less the deductible of 100 USDT: 4900 USDT.`
 */
export function workedExample(
  { rule, deductibleBps }: { rule: ProductRule; deductibleBps: number },
  { symbol, decimals }: { symbol: string; decimals: number },
): string {
  const unit = 10n ** BigInt(decimals);
  const original = COVER_UNITS * unit;
  // Down: exact, as no asset has more places than a WAD.
  const shown = (amount: bigint) => `${formatDecimal(mulDivDown(amount, WAD, unit))} ${symbol}`;
  const { value, ratioWad } = isBasketRule(rule) ? { value: null, ratioWad: WAD } : caseOf(rule.payout);
  const gross = payoutDue({ original, remaining: original, ratioWad, deductibleBps: 0 }).due;
  const { due, deductible } = payoutDue({ original, remaining: original, ratioWad, deductibleBps });
  const settles = value === null ? '' : ` that settles at ${formatDecimal(value)}`;
  // Down: a ratio is shown with two places, as percentages are.
  const percent = formatDecimal(mulDivDown(ratioWad, BPS, WAD) * (WAD / 100n));
  const start = `Of ${shown(original)} covered, an incident${settles} pays ${percent} %: ${shown(gross)}`;
  return deductible === 0n
    ? `${start}.`
    : `${start}, less the deductible of ${shown(deductible)}: ${shown(due)}.`;
}

/** A value in the middle of what the shape pays for; null where any incident pays everything. */
function caseOf(payout: PayoutShape): { value: Wad | null; ratioWad: Wad } {
  if (payout.kind === 'BINARY') return { value: null, ratioWad: WAD };
  const value =
    payout.kind === 'LINEAR'
      ? (payout.attach + payout.exhaust) >> 1n
      : (payout.tiers[payout.tiers.length >> 1]?.threshold ?? 0n);
  return { value, ratioWad: payoutRatio(payout, value) };
}
