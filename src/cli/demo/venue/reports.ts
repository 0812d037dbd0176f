/** What a venue signs and sends: the state of its market, and each liquidation in its two phases. */
import { type UnixSeconds, WAD } from '../../../domain/shared/units.ts';
import { formatDecimal } from '../../../domain/trigger/decimal.ts';
import type { LiquidationReport } from '../../../market/venue/liquidationInput.ts';
import type { MarketStateReport } from '../../../market/venue/stateInput.ts';
import { liquidationsTypedData, marketStateTypedData } from '../../../market/venue/typedData.ts';
import { formatTime } from '../../shared/times.ts';
import type { Api, Sum } from '../parts/api.ts';
import { USDT } from '../parts/feeds.ts';
import { personaWallet } from '../personas.ts';

const UNIT = 1_000_000n;

/** A trader's position, in whole contracts and whole units. */
export interface Trader {
  account: string;
  side: 'LONG' | 'SHORT';
  size: bigint;
  entry: bigint;
  /** What the account would have left at a mark of `at`. */
  equity: bigint;
  at: bigint;
}

/** A liquidation, in whole contracts and whole units. */
export interface Forced {
  externalId: string;
  account: string;
  side: 'LONG' | 'SHORT';
  size: bigint;
  entry: bigint;
  bankruptcy: bigint;
  /** How it ended; what nobody took is left of the size. */
  filled: bigint;
  close: bigint;
}

export interface LiquidationData {
  externalId: string;
  status: string;
  worstCase: Sum;
  held: { amount: Sum }[];
  close: CloseData | null;
}
export interface CloseData {
  closePrice: Decimal;
  countedPrice: Decimal;
  shortfall: Sum;
  toFund: Sum;
  allocation: { layers: { reserve: { kind: string }; amount: Sum; cap: Sum | null }[]; hash: string };
  owed: Sum;
  avoided: Sum;
  deleveraging: { rank: string; account: string; size: Decimal; price: Decimal }[];
  haircut: { account: string; amount: Sum }[];
  claim: Sum;
}
interface Decimal {
  decimal: string;
}

const LIQUIDATION = `externalId status worstCase { amount } held { amount { amount } } close {
  closePrice { decimal } countedPrice { decimal } shortfall { amount } toFund { amount }
  allocation { layers { reserve { kind } amount { amount } cap { amount } } hash }
  owed { amount } avoided { amount } claim { amount }
  deleveraging { rank account size { decimal } price { decimal } } haircut { account amount { amount } }
}`;
const RESULTS = `results { accepted reason liquidation { ${LIQUIDATION} } } accepted rejected`;
const MARKET = `market {
  requirement { stored { amount } } exposure { stressMove { percent } twoLargest { amount } }
  fund { balance { amount } } signals { adequacyRatio { percent } }
  warnings { account topUp { amount } deadlineAt }
  deleveragingOrder(against: LONG) { rank account score { decimal } }
}`;

export interface MarketData {
  requirement: { stored: Sum };
  exposure: { stressMove: { percent: string }; twoLargest: Sum };
  fund: { balance: Sum };
  signals: { adequacyRatio: { percent: string } | null };
  warnings: { account: string; topUp: Sum; deadlineAt: string }[];
  deleveragingOrder: { rank: string; account: string; score: Decimal }[];
}

/** What is known of a market at a time. */
export interface MarketMoment {
  marketId: string;
  at: UnixSeconds;
  mark: bigint;
}

/** Signs a state and sends it. What follows from it. */
export async function sendState(
  api: Api,
  { marketId, at, mark }: MarketMoment,
  traders: readonly Trader[],
  volume: bigint,
): Promise<MarketData> {
  const state: MarketStateReport = {
    ...{ asOf: at, markPrice: mark * WAD, volume: volume * UNIT, liquidity: 10_000_000n * UNIT },
    openInterest:
      traders.reduce((sum, { side, size }) => (side === 'LONG' ? sum + size * mark : sum), 0n) * UNIT,
    holdings: traders.map((trader) => holdingOf(trader, mark)),
  };
  const signature = await personaWallet('venue').signTypedData(
    marketStateTypedData(USDT.chainId, marketId, state),
  );
  const { asOf, markPrice, holdings, ...amounts } = state;
  const input = {
    ...{ marketId, signature, asOf: formatTime(asOf), markPrice: formatDecimal(markPrice) },
    ...Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, `${amount}`])),
    holdings: holdings.map(({ size, entryPrice, equity, maintenance, ...who }) => ({
      ...{ ...who, size: formatDecimal(size), entryPrice: formatDecimal(entryPrice) },
      ...{ equity: `${equity}`, maintenance: `${maintenance}` },
    })),
  };
  return (await api.act<{ market: MarketData }>('venue', 'submitMarketState', input, MARKET)).market;
}

/** Valued at the mark; half a percent of the value must be left. */
function holdingOf({ account, side, size, entry, equity, at }: Trader, mark: bigint) {
  const moved = side === 'LONG' ? mark - at : at - mark;
  return {
    ...{ account, side, size: size * WAD, entryPrice: entry * WAD },
    ...{ equity: (equity + size * moved) * UNIT, maintenance: (size * mark * UNIT) / 200n },
  };
}

const opened = (forced: Forced, at: UnixSeconds): LiquidationReport => ({
  ...{ externalId: forced.externalId, phase: 'OPENED', at, account: forced.account, side: forced.side },
  ...{ size: forced.size * WAD, entryPrice: forced.entry * WAD, bankruptcyPrice: forced.bankruptcy * WAD },
  ...{ filledSize: null, closePrice: null, fee: null },
});

const closed = (forced: Forced, at: UnixSeconds): LiquidationReport => ({
  ...opened(forced, at),
  ...{ phase: 'CLOSED', filledSize: forced.filled * WAD, closePrice: forced.close * WAD, fee: 0n },
});

/** Reports one phase of liquidations, signed together. What each of them is now. */
export async function sendLiquidations(
  api: Api,
  { marketId, at }: Pick<MarketMoment, 'marketId' | 'at'>,
  phase: 'OPENED' | 'CLOSED',
  forced: readonly Forced[],
): Promise<LiquidationData[]> {
  const reports = forced.map((one) => (phase === 'OPENED' ? opened(one, at) : closed(one, at)));
  const signature = await personaWallet('venue').signTypedData(
    liquidationsTypedData(USDT.chainId, marketId, reports),
  );
  const text = (value: bigint | null) => (value === null ? null : formatDecimal(value));
  const liquidations = reports.map((report) => ({
    ...{ ...report, at: formatTime(report.at), fee: report.fee === null ? null : `${report.fee}` },
    ...{ size: text(report.size), filledSize: text(report.filledSize) },
    ...{ entryPrice: text(report.entryPrice), closePrice: text(report.closePrice) },
    bankruptcyPrice: text(report.bankruptcyPrice),
  }));
  type Payload = { results: { accepted: boolean; reason: string | null; liquidation: LiquidationData }[] };
  const input = { marketId, signature, liquidations };
  const { results } = await api.act<Payload>('venue', 'submitLiquidations', input, RESULTS);
  const refused = results.find(({ accepted }) => !accepted);
  if (refused !== undefined) throw new Error(`a liquidation was not taken: ${refused.reason}`);
  return results.map(({ liquidation }) => liquidation);
}
