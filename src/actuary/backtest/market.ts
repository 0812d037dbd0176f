/** A product with one isolated pool, as the rules see them: what a backtest changes as time passes. */
import type { BookRules } from '../../domain/book/describedBook.ts';
import type { EarningState } from '../../domain/policy/earning.ts';
import { newEarning } from '../../domain/policy/earning.ts';
import type { EarningBucket } from '../../domain/policy/earningBucket.ts';
import type { PolicySegment } from '../../domain/policy/policySegment.ts';
import { type FreezeClock, freezeAt, RUNNING_CLOCK } from '../../domain/pool/freezeClock.ts';
import type { QueuePressure } from '../../domain/pool/queuePressure.ts';
import type { CarriedBook } from '../../domain/pool/standing.ts';
import type { MaturedWithdrawal } from '../../domain/pool/withdrawal.ts';
import { PRODUCT_PHASE_AT_START, type ProductPhase } from '../../domain/product/states.ts';
import { FIRST_MODELS } from '../../domain/risk/firstModels.ts';
import { type RiskInput, scoreOf } from '../../domain/risk/score.ts';
import { type Amount, type UnixSeconds, WAD, type Wad } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { initialRuleState, type RuleState } from '../../domain/trigger/state.ts';
import type { StatedFactor } from './coin.ts';
import { REQUIREMENT_FLOOR, STABLECOIN_RULE } from './terms.ts';

export const PRODUCT_ID = 'coin';
export const POOL_ID = 'pool';

/** A confirmed breach: to be settled, then paid. */
export interface Verdict {
  readonly breachStart: UnixSeconds;
  readonly confirmedAt: UnixSeconds;
  readonly settled: { readonly payableAt: UnixSeconds; readonly ratioWad: Wad } | null;
  readonly paidAt: UnixSeconds | null;
  readonly due: Amount;
  readonly paid: Amount;
}

export interface HeldPolicy {
  readonly holder: string;
  readonly premium: Amount;
  readonly coverUntil: UnixSeconds;
  segment: PolicySegment;
  end: 'EXPIRED' | 'PAID' | 'CANCELLED' | null;
  /** Asked for and waiting for the watermark, or done. */
  cancel: { readonly madeAt: UnixSeconds; readonly refund: Amount; readonly fee: Amount } | null;
  received: Amount;
  refunded: Amount;
}

/** One deposit, and what became of it. */
export interface Position {
  readonly holder: string;
  readonly deposited: Amount;
  readonly sharesAtFirst: Amount;
  shares: Amount;
  exit: (MaturedWithdrawal & { readonly requestedAt: UnixSeconds; maturedAt: UnixSeconds | null }) | null;
  frozenSecondsAtRequest: number;
  paid: Amount;
  /** What all of its shares would have been worth when it was last paid, had they stayed. */
  stayedValue: Amount | null;
}

/** The pool's book, with whose breach what is set aside: null while it is not confirmed. */
interface MarketBook extends CarriedBook {
  readonly earmarks: readonly { readonly amount: Amount; readonly confirmedAt: UnixSeconds | null }[];
}

export interface Market {
  readonly rules: BookRules;
  readonly from: UnixSeconds;
  /** Readings that are known, rising. */
  readonly readings: Reading[];
  phase: ProductPhase;
  /** Until the product's first thaw. */
  isNew: boolean;
  ruleState: RuleState;
  watermark: UnixSeconds | null;
  /** When a closed reading was last below the sales level. */
  lowAt: UnixSeconds | null;
  score: number;
  inputs: readonly RiskInput[];
  readonly stated: readonly StatedFactor[];
  readonly verdicts: Verdict[];
  /** What the pool carries: one product, with what is set aside. */
  book: MarketBook;
  clock: FreezeClock;
  capital: Amount;
  unearned: Amount;
  fund: Amount;
  /** What was given to vault and platform. */
  others: Amount;
  shares: Amount;
  queuedShares: Amount;
  queuePressure: QueuePressure;
  earning: EarningState;
  readonly buckets: Map<UnixSeconds, EarningBucket>;
  readonly policies: HeldPolicy[];
  /** Those of them that have not ended. */
  open: HeldPolicy[];
  readonly positions: Position[];
}

/** The inputs that are looked up anew every day. */
export const statedInputs = (stated: readonly StatedFactor[], at: UnixSeconds): RiskInput[] =>
  stated.map(({ factor, value }) => ({ factor, value, source: 'stated', asOf: at, feedId: null }));

/** Opens a product that is watched first, as all are, and an empty pool. */
export function openMarket(rules: BookRules, stated: readonly StatedFactor[], at: UnixSeconds): Market {
  const inputs = statedInputs(stated, at);
  const product = {
    productId: PRODUCT_ID,
    group: PRODUCT_ID,
    weightWad: WAD,
    highestRatioWad: WAD,
    cover: 0n,
  };
  return {
    ...{
      rules,
      from: at,
      readings: [],
      phase: PRODUCT_PHASE_AT_START,
      isNew: true,
      watermark: null,
      lowAt: null,
    },
    ...{ ruleState: initialRuleState(STABLECOIN_RULE, at), inputs, stated, verdicts: [] },
    score: scoreOf(FIRST_MODELS.STABLECOIN, inputs, at).value,
    book: {
      ...{ leverageWad: WAD, earmarks: [], requirementFloor: REQUIREMENT_FLOOR },
      products: [{ ...product, frozenSince: at }],
    },
    clock: freezeAt(RUNNING_CLOCK, at),
    ...{ capital: 0n, unearned: 0n, fund: 0n, others: 0n, shares: 0n, queuedShares: 0n },
    ...{
      queuePressure: 'NONE',
      earning: newEarning(at),
      buckets: new Map(),
      policies: [],
      open: [],
      positions: [],
    },
  };
}

/** Since when the pool is frozen for the product, or null. */
export const frozenSinceOf = ({ book }: Market): UnixSeconds | null => book.products[0]?.frozenSince ?? null;

/** Cover of the product. */
export const coverOf = ({ book }: Market): Amount => book.products[0]?.cover ?? 0n;

/** Changes the one product of the pool. */
export function putProduct(
  market: Market,
  change: { cover?: Amount; frozenSince?: UnixSeconds | null },
): void {
  market.book = { ...market.book, products: market.book.products.map((entry) => ({ ...entry, ...change })) };
}
