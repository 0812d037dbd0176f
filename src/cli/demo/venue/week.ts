/** A calm week of an exchange: liquidations leave something over, and every day's volume pays its part. */
import { DAY_SECONDS, WAD } from '../../../domain/shared/units.ts';
import { formatTime } from '../../shared/times.ts';
import type { House } from '../house.ts';
import { type Api, type Sum, total } from '../parts/api.ts';
import type { Exchange, VenueFeed } from './exchange.ts';
import { type Forced, type MarketData, sendLiquidations, sendState, type Trader } from './reports.ts';

/** Marks at noon from Monday to Sunday. */
const MARKS: readonly bigint[] = [50_000n, 50_400n, 49_800n, 50_200n, 49_600n, 50_000n, 49_500n];
/** Whole units that are traded in a day. */
const VOLUME = 200_000_000n;
/** A liquidation closes this much better than the price at which nothing is left, and so near to the mark. */
const MARGIN = 200n;
const BELOW_MARK = 500n;
const NOON_SECONDS = DAY_SECONDS / 2;
/** Between the two phases of a liquidation. */
const CLOSING_SECONDS = 30;

/** Who trades all week. Those who are long from 50,000 are thinly margined. */
export const TRADERS: readonly Trader[] = [
  ...[
    { account: 'bull-1', size: 100n, entry: 50_000n, equity: 400_000n },
    { account: 'bull-2', size: 150n, entry: 50_000n, equity: 750_000n },
    { account: 'bull-3', size: 80n, entry: 50_000n, equity: 360_000n },
  ].map((trader) => ({ ...trader, side: 'LONG' as const, at: 50_000n })),
  ...[
    { account: 'bear-1', size: 40n, entry: 47_000n, equity: 200_000n },
    { account: 'bear-2', size: 90n, entry: 46_500n, equity: 450_000n },
    { account: 'bear-3', size: 80n, entry: 46_000n, equity: 600_000n },
    { account: 'bear-4', size: 60n, entry: 45_000n, equity: 900_000n },
  ].map((trader) => ({ ...trader, side: 'SHORT' as const, at: 50_000n })),
];

export interface CalmDay {
  at: string;
  mark: string;
  liquidations: number;
  worstCase: string;
  /** What liquidations left over for the fund. */
  surplus: string;
  /** What the venue paid by the volume of the day before. */
  contribution: string;
  fund: string;
  collateral: string;
}

export interface CalmWeek {
  days: CalmDay[];
  /** What followed from the last state. */
  market: MarketData;
}

/** Plays the week from the midnight before its Monday. */
export async function playWeek(api: Api, house: House<VenueFeed>, exchange: Exchange): Promise<CalmWeek> {
  const days: CalmDay[] = [];
  const monday = house.clock.now();
  let market: MarketData | null = null;
  for (const [day, mark] of MARKS.entries()) {
    house.setPrice('btc', mark * WAD);
    await house.pass(monday + day * DAY_SECONDS + NOON_SECONDS - house.clock.now(), NOON_SECONDS);
    const before = await balancesOf(api, exchange);
    market = await sendState(api, { ...exchange, at: house.clock.now(), mark }, TRADERS, VOLUME);
    const between = await balancesOf(api, exchange);
    const forced = liquidationsOf(day, mark);
    const moment = { marketId: exchange.marketId, at: house.clock.now() };
    const opened = await sendLiquidations(api, moment, 'OPENED', forced);
    house.clock.moveTo(moment.at + CLOSING_SECONDS);
    const closing = { ...moment, at: house.clock.now() };
    const closed = await sendLiquidations(api, closing, 'CLOSED', forced);
    const after = await balancesOf(api, exchange);
    days.push({
      ...{ at: formatTime(moment.at), mark: `${mark}`, liquidations: forced.length },
      worstCase: `${total(opened.map(({ worstCase }) => worstCase))}`,
      surplus: `${total(closed.map(({ close }) => close?.toFund ?? { amount: '0' }))}`,
      contribution: `${between.fund - before.fund}`,
      ...{ fund: `${after.fund}`, collateral: `${after.collateral}` },
    });
  }
  if (market === null) throw new Error('the week has no days');
  return { days, market };
}

/** One to three a day: those who are long at a lower mark than the day before, the others short. */
function liquidationsOf(day: number, mark: bigint): Forced[] {
  const isLong = day === 0 || mark < (MARKS[day - 1] ?? 0n);
  const direction = isLong ? -1n : 1n;
  return Array.from({ length: 1 + (day % 3) }, (_, index) => {
    const size = 5n * BigInt(index + 1);
    const close = mark + direction * BELOW_MARK;
    return {
      ...{ externalId: `week-${day + 1}-${index + 1}`, account: `trader-${day + 1}-${index + 1}` },
      ...{ side: isLong ? ('LONG' as const) : ('SHORT' as const), size, filled: size, close },
      ...{ entry: mark - direction * 2_000n, bankruptcy: close + direction * MARGIN },
    };
  });
}

const BALANCES = `query ($fundId: ID!, $collateralId: ID!) {
  fund: reserve(id: $fundId) { balance { amount } }
  collateral: reserve(id: $collateralId) { balance { amount } }
}`;

/** What the venue's own layers hold now. */
export async function balancesOf(
  api: Api,
  { fundId, collateralId }: Exchange,
): Promise<{ fund: bigint; collateral: bigint }> {
  type Data = Record<'fund' | 'collateral', { balance: Sum }>;
  const { fund, collateral } = await api.ask<Data>(null, BALANCES, { fundId, collateralId });
  return { fund: BigInt(fund.balance.amount), collateral: BigInt(collateral.balance.amount) };
}
