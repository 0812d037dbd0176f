/** Opens the exchange of the story: its money, its venue and market, and the layers behind it. */

import { accountIdOf } from '../../../market/account/registerAccount.ts';
import type { House } from '../house.ts';
import type { Api, Sum } from '../parts/api.ts';
import { feedInput, USDT } from '../parts/feeds.ts';
import { type PersonaName, personaAddress } from '../personas.ts';

export type VenueFeed = 'btc';

/** Whole units that people begin with. */
const OPENING: readonly (readonly [PersonaName, bigint])[] = [
  ['owner', 3_600_000n],
  ['venue', 2_000_000n],
  ['staker', 1_200_000n],
];
const SHARED_FUND = 2_400_000n;
const SLICE = 1_200_000n;
const STAKED = 1_200_000n;
const COLLATERAL = 400_000n;
const MARKET_FUND = 120_000n;

const UNIT = 1_000_000n;
const units = (whole: bigint): string => `${whole * UNIT}`;

export interface Exchange {
  assetId: string;
  venueId: string;
  marketId: string;
  fundId: string;
  collateralId: string;
}

const VENUE = 'venue { id collateral { id } markets { nodes { id fund { id } } } }';
interface VenuePayload {
  venue: {
    id: string;
    collateral: { id: string };
    markets: { nodes: { id: string; fund: { id: string } }[] };
  };
}

/** The owner sets up what all share, the venue registers itself, a staker backs everything. */
export async function openExchange(api: Api, { stage }: House<VenueFeed>): Promise<Exchange> {
  type Asset = { asset: { id: string } };
  const { asset } = await api.act<Asset>('owner', 'registerAsset', USDT, 'asset { id }');
  const assetId = asset.id;
  for (const [name, whole] of OPENING) {
    const accountId = accountIdOf(personaAddress(name));
    const input = { accountId, assetId, amount: units(whole), reference: 'opening balance of the demo' };
    await api.act('cashier', 'creditAccount', input, 'account { id }');
  }
  const feed = {
    ...feedInput(stage, stage.feeds.btc, { heartbeatSeconds: 43_200, maxGapSeconds: 86_400 }),
    ...{ costOfCorruption: '1000000000', sandbox: false },
  };
  const { feed: registered } = await api.act<{ feed: { id: string } }>(
    'owner',
    'registerFeed',
    feed,
    'feed { id }',
  );
  const { venue } = await api.act<VenuePayload>(
    'venue',
    'registerVenue',
    orderOf(assetId, registered.id),
    VENUE,
  );
  const [market] = venue.markets.nodes;
  if (market === undefined) throw new Error('the venue has no market');
  const exchange = {
    ...{ assetId, venueId: venue.id, marketId: market.id },
    ...{ fundId: market.fund.id, collateralId: venue.collateral.id },
  };
  await fillLayers(api, exchange);
  return exchange;
}

function orderOf(assetId: string, feedId: string) {
  const market = {
    ...{ symbol: 'BTC-PERP', isolated: true, assetId, feedId },
    ...{ openInterestLimit: units(50_000_000n), takeoverMode: 'LAYERS' },
  };
  return { name: 'Demo exchange', kind: 'EXCHANGE', keys: [personaAddress('venue')], markets: [market] };
}

async function fillLayers(api: Api, { assetId, fundId, collateralId }: Exchange): Promise<void> {
  const input = { payoutAssetId: assetId, assetId };
  type Opened = { reserve: { id: string } };
  const { reserve: vault } = await api.act<Opened>('owner', 'createVault', input, 'reserve { id }');
  const deposit = { into: vault.id, amount: units(STAKED) };
  await api.act('staker', 'depositCapital', deposit, 'position { id }');
  const shared = await reservesOf(api, assetId);
  const give = (who: PersonaName, reserveId: string, whole: bigint) =>
    api.act(
      who,
      'contributeToReserve',
      { reserveId, amount: units(whole), kind: 'TRADING_FEE' },
      'amount { amount }',
    );
  const idOf = (kind: string) => shared.find((reserve) => reserve.kind === kind)?.id ?? '';
  await give('owner', idOf('SHARED_FUND'), SHARED_FUND);
  await give('owner', idOf('PLATFORM_SLICE'), SLICE);
  await give('venue', collateralId, COLLATERAL);
  await give('venue', fundId, MARKET_FUND);
}

export interface ReserveRow {
  id: string;
  kind: string;
  balance: Sum;
}

const RESERVES = `query ($assetId: ID!) {
  reserves(filter: { assetId: $assetId }, orderBy: OLDEST, first: 100) {
    nodes { id kind balance { amount } }
  }
}`;

/** All reserves of an asset, with what they hold now. */
export async function reservesOf(api: Api, assetId: string): Promise<ReserveRow[]> {
  type Data = { reserves: { nodes: ReserveRow[] } };
  return (await api.ask<Data>(null, RESERVES, { assetId })).reserves.nodes;
}
