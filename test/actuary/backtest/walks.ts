/** Markets of the tests: a regime, the public, and whatever else somebody does. */
import { publicOrders, type SalesCount } from '../../../src/actuary/backtest/buyers.ts';
import { foundPool } from '../../../src/actuary/backtest/capital.ts';
import type { Market } from '../../../src/actuary/backtest/market.ts';
import type { Series } from '../../../src/actuary/backtest/series.ts';
import { POOL_CAPITAL } from '../../../src/actuary/backtest/terms.ts';
import { type Action, walk } from '../../../src/actuary/backtest/walk.ts';
import { DEFAULT_RULES } from '../../../src/cli/actuary/liveBook.ts';

/** The seed of all properties here: each of them walks months. */
export const PROPERTY = { seed: 20_260_101, numRuns: 12 };

/** Walks a series with the public and some more. */
export function walked(
  series: Series,
  actions: readonly Action[] = [],
  onHour: (market: Market, at: number) => void = () => {},
): { market: Market; sales: SalesCount } {
  const sales: SalesCount = { orders: 0, sold: 0, refused: {} };
  const founding: Action = { at: series.from, act: (market) => foundPool(market, 'founder', POOL_CAPITAL) };
  const all = [founding, ...publicOrders(series, sales), ...actions];
  return { market: walk(DEFAULT_RULES, series, all, onHour), sales };
}

/** What has come in and not gone out again. */
export function owed({ policies, positions }: Market): bigint {
  const paidIn = policies.reduce(
    (sum, { premium, received, refunded }) => sum + premium - received - refunded,
    0n,
  );
  return positions.reduce((sum, { deposited, paid }) => sum + deposited - paid, paidIn);
}

/** What is there. */
export const held = ({ capital, unearned, fund, others }: Market): bigint =>
  capital + unearned + fund + others;
