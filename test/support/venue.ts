/** A venue with its keys: it signs what it reports as any wallet would. */
import { privateKeyToAccount } from 'viem/accounts';
import { WAD } from '../../src/domain/shared/units.ts';
import type { HoldingSide } from '../../src/domain/venue/holding.ts';
import type { Principal } from '../../src/market/command.ts';
import type { LiquidationReport } from '../../src/market/venue/liquidationInput.ts';
import type { MarketInput } from '../../src/market/venue/registration.ts';
import type { MarketStateReport } from '../../src/market/venue/stateInput.ts';
import { type Marketplace, UNIT } from './marketplace.ts';

/** What the venue of the tests signs with. */
export const VENUE_KEY = privateKeyToAccount(`0x${'11'.repeat(32)}`);
/** Nobody's. */
export const STRANGER_KEY = privateKeyToAccount(`0x${'22'.repeat(32)}`);

/** A market to register, isolated unless something else is said. */
export const marketOf = (
  { assetId, feedId }: { assetId: string; feedId: string },
  changed: Partial<MarketInput> = {},
): MarketInput => ({
  ...{ symbol: 'BTC-PERP', isolated: true, assetId, feedId },
  ...{ openInterestLimit: 10n ** 15n, takeoverMode: 'LAYERS' },
  ...changed,
});

/** Registers a venue as somebody, with one market unless others are named. */
export async function registerTestVenue(
  place: Marketplace,
  by: Principal,
  world: { assetId: string; feedId: string },
  { name = 'Dex', markets = [{}], keys = [VENUE_KEY.address as string] } = {} as {
    name?: string;
    markets?: Partial<MarketInput>[];
    keys?: string[];
  },
): Promise<{ venueId: string; marketIds: string[] }> {
  const { venueId } = await place.must<{ venueId: string }>(by, 'registerVenue', {
    ...{ name, kind: 'EXCHANGE', keys },
    markets: markets.map((changed) => marketOf(world, changed)),
  });
  const bare = venueId.slice('ven_'.length);
  const marketIds = markets.map(
    ({ symbol = 'BTC-PERP' }) => `mkt_${bare}__${symbol.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`,
  );
  return { venueId, marketIds };
}

/** One trader's position, in whole contracts and whole units. */
export const holding = (
  account: string,
  side: HoldingSide,
  { size = 10n, entry = 100n, equity = 150n, maintenance = 50n } = {},
) => ({
  ...{ account, side, size: size * WAD, entryPrice: entry * WAD },
  ...{ equity: equity * UNIT, maintenance: maintenance * UNIT },
});

/** A state of now at a mark of 100, unless something else is said. */
export const stateAt = (
  asOf: number,
  { mark = 100n * WAD, holdings = [] as MarketStateReport['holdings'], volume = 0n } = {},
): MarketStateReport => ({
  ...{ asOf, markPrice: mark, openInterest: 5_000n * UNIT, volume, liquidity: 2_000n * UNIT, holdings },
});

/** Submits a state of now, as if it had been signed. */
export async function stateOfMarket(
  place: Marketplace,
  by: Principal,
  marketId: string,
  what: Parameters<typeof stateAt>[1] = { holdings: [holding('a', 'LONG'), holding('b', 'SHORT')] },
): Promise<void> {
  const state = stateAt(place.clock.now, what);
  await place.must(by, 'submitMarketState', { ...state, marketId, signer: VENUE_KEY.address });
}

/** A liquidation that has begun, of 10 long from 100 that break at 95, unless something else is said. */
export const opened = (
  externalId: string,
  at: number,
  changed: Partial<LiquidationReport> = {},
): LiquidationReport => ({
  ...{ externalId, phase: 'OPENED', at, account: `t-${externalId}`, side: 'LONG', size: 10n * WAD },
  ...{ filledSize: null, entryPrice: 100n * WAD, bankruptcyPrice: 95n * WAD, closePrice: null, fee: null },
  ...changed,
});

/** Its end: all of it filled at a price in whole units. */
export const closed = (
  externalId: string,
  at: number,
  price: bigint,
  changed: Partial<LiquidationReport> = {},
): LiquidationReport => ({
  ...opened(externalId, at),
  ...{ phase: 'CLOSED', filledSize: 10n * WAD, closePrice: price * WAD, fee: 0n },
  ...changed,
});
