/** Opens the exchange of the story: its money, its venue and market, and the layers behind it. */
import type { House } from '../house.ts';
import type { Api } from '../parts/api.ts';
import { feedInput, USDT } from '../parts/feeds.ts';
import { contribute, creditPeople, reserveIdIn, reservesOf, stake, units } from '../parts/money.ts';
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
  await creditPeople(api, assetId, OPENING);
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
  await stake(api, assetId, STAKED);
  const shared = await reservesOf(api, assetId);
  await contribute(api, 'owner', reserveIdIn(shared, 'SHARED_FUND'), units(SHARED_FUND));
  await contribute(api, 'owner', reserveIdIn(shared, 'PLATFORM_SLICE'), units(SLICE));
  await contribute(api, 'venue', collateralId, units(COLLATERAL));
  await contribute(api, 'venue', fundId, units(MARKET_FUND));
}
