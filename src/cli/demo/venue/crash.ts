/** The crash: three holdings break one after the other, and each layer gives what it may in its order. */
import { HOUR_SECONDS, MINUTE_SECONDS, WAD } from '../../../domain/shared/units.ts';
import type { House } from '../house.ts';
import type { Api } from '../parts/api.ts';
import { reservesOf } from '../parts/money.ts';
import type { Exchange, VenueFeed } from './exchange.ts';
import {
  type CloseData,
  type Forced,
  type LiquidationData,
  type MarketData,
  sendLiquidations,
  sendState,
  type Trader,
} from './reports.ts';
import { TRADERS } from './week.ts';

const CLOSING_SECONDS = 30;
const DRAW_WINDOW_SECONDS = 2 * HOUR_SECONDS;

/** What the price does, who breaks by it, and what the venue reports of that. */
const BLOWS: readonly { afterSeconds: number; mark: bigint; text: string; forced: Forced }[] = [
  {
    ...{ afterSeconds: HOUR_SECONDS, mark: 44_500n, text: 'all of it sold, below where it broke' },
    forced: forcedOf('crash-1', 'bull-1', { size: 100n, bankruptcy: 46_000n, filled: 100n, close: 44_000n }),
  },
  {
    ...{ afterSeconds: 30 * MINUTE_SECONDS, mark: 42_000n, text: 'nobody buys 90 of it' },
    forced: forcedOf('crash-2', 'bull-2', { size: 150n, bankruptcy: 45_000n, filled: 60n, close: 42_000n }),
  },
  {
    ...{
      afterSeconds: 10 * MINUTE_SECONDS,
      mark: 41_000n,
      text: 'sold when nothing is left that may be drawn',
    },
    forced: forcedOf('crash-3', 'bull-3', { size: 80n, bankruptcy: 45_500n, filled: 80n, close: 39_000n }),
  },
];

function forcedOf(
  externalId: string,
  account: string,
  end: Pick<Forced, 'size' | 'bankruptcy' | 'filled' | 'close'>,
): Forced {
  return { externalId, account, side: 'LONG', entry: 50_000n, ...end };
}

/** What became of one of them. */
export interface Blow {
  text: string;
  mark: string;
  account: string;
  size: string;
  bankruptcy: string;
  worstCase: string;
  held: string;
  /** The hash of an allocation binds the local chain's address too, so it is left out. */
  close: Omit<CloseData, 'allocation'> & Pick<CloseData['allocation'], 'layers'>;
  /** The same report again was answered the same, and moved nothing. */
  repeatedAlike: boolean;
  /** What the state before it said. */
  market: MarketData;
}

export interface Crash {
  /** What each layer held before. */
  before: { kind: string; amount: string }[];
  blows: Blow[];
  /** What each layer holds when the draws beyond the venue's own were paid. */
  after: { kind: string; amount: string }[];
  /** By liquidation: where it stands then. */
  settled: string[];
}

/** Plays the crash, and the two hours after which draws are paid. */
export async function playCrash(api: Api, house: House<VenueFeed>, exchange: Exchange): Promise<Crash> {
  const before = await layersOf(api, exchange);
  const blows: Blow[] = [];
  for (const { afterSeconds, mark, text, forced } of BLOWS) {
    house.setPrice('btc', mark * WAD);
    await house.pass(afterSeconds, afterSeconds);
    blows.push({ text, ...(await blowOf(api, house, exchange, { mark, forced, broken: blows })) });
  }
  await house.pass(DRAW_WINDOW_SECONDS, DRAW_WINDOW_SECONDS);
  return { before, blows, after: await layersOf(api, exchange), settled: await standingOf(api, exchange) };
}

interface Breaking {
  mark: bigint;
  forced: Forced;
  /** Who broke before: they are gone from the market. */
  broken: readonly Blow[];
}

async function blowOf(
  api: Api,
  { clock }: House<VenueFeed>,
  { marketId }: Exchange,
  { mark, forced, broken }: Breaking,
): Promise<Omit<Blow, 'text'>> {
  const traders = tradersAfter(broken);
  const at = clock.now();
  const market = await sendState(api, { marketId, at, mark }, traders, 50_000_000n);
  const [opened] = await sendLiquidations(api, { marketId, at }, 'OPENED', [forced]);
  clock.moveTo(at + CLOSING_SECONDS);
  const moment = { marketId, at: clock.now() };
  const [ended] = await sendLiquidations(api, moment, 'CLOSED', [forced]);
  const [again] = await sendLiquidations(api, moment, 'CLOSED', [forced]);
  if (opened === undefined || ended?.close == null) throw new Error(`${forced.externalId} was not closed`);
  const { allocation, ...close } = ended.close;
  return {
    ...{
      mark: `${mark}`,
      account: forced.account,
      size: `${forced.size}`,
      bankruptcy: `${forced.bankruptcy}`,
    },
    ...{
      worstCase: opened.worstCase.amount,
      held: `${heldOf(opened)}`,
      close: { ...close, layers: allocation.layers },
      market,
    },
    repeatedAlike: again?.close?.allocation.hash === allocation.hash,
  };
}

/** Who is left in the market, with what was closed of them. */
function tradersAfter(broken: readonly Blow[]): Trader[] {
  const gone = new Set(broken.map(({ account }) => account));
  const closed = broken.flatMap(({ close }) => close.deleveraging);
  return TRADERS.filter(({ account }) => !gone.has(account)).flatMap((trader) => {
    const own = closed.filter(({ account }) => account === trader.account);
    const left = own.reduce(closedOf, trader);
    return left.size > 0n ? [left] : [];
  });
}

/** A trader who was short, when a part was closed: what that brought is part of what the account has. */
function closedOf(trader: Trader, { size, price }: CloseData['deleveraging'][number]): Trader {
  const [part, at] = [wholeOf(size.decimal), wholeOf(price.decimal)];
  return { ...trader, size: trader.size - part, equity: trader.equity + part * (trader.at - at) };
}

const heldOf = ({ held }: LiquidationData): bigint =>
  held.reduce((sum, { amount }) => sum + BigInt(amount.amount), 0n);

/** Whole contracts and prices: the story has no others. */
const wholeOf = (decimal: string): bigint => BigInt(decimal.split('.')[0] ?? '0');

async function layersOf(api: Api, { assetId }: Exchange): Promise<Crash['before']> {
  const rows = await reservesOf(api, assetId);
  return rows.map(({ kind, balance }) => ({ kind, amount: balance.amount }));
}

async function standingOf(api: Api, { marketId }: Exchange): Promise<string[]> {
  const query = `query ($marketId: ID!) {
    liquidations(filter: { marketId: $marketId }, orderBy: OLDEST, first: 100) { nodes { externalId status } }
  }`;
  type Data = { liquidations: { nodes: { externalId: string; status: string }[] } };
  const { liquidations } = await api.ask<Data>(null, query, { marketId });
  return liquidations.nodes
    .filter(({ externalId }) => externalId.startsWith('crash-'))
    .map(({ externalId, status }) => `${externalId} ${status}`);
}
