/** Sets the market of the cascade up: eight coins, a pool that backs all of them, a small one beside it. */
import { WAD } from '../../../domain/shared/units.ts';
import { formatDecimal } from '../../../domain/trigger/decimal.ts';
import { formatTime } from '../../shared/times.ts';
import type { House } from '../house.ts';
import type { Api } from '../parts/api.ts';
import { feedInput, USDT } from '../parts/feeds.ts';
import { knownOfCoin } from '../parts/knownOfCoin.ts';
import { contribute, creditPeople, reserveIdIn, reservesOf, stake, units } from '../parts/money.ts';
import type { PersonaName } from '../personas.ts';

/** Coins of eight issuers that nobody has heard of. */
export const COINS = ['AURUM', 'BERYL', 'CORAL', 'DUNE', 'EMBER', 'FLINT', 'GLASS', 'HAZEL'] as const;
export type Coin = (typeof COINS)[number];

/** Those that fail together. */
export const FAILING: readonly Coin[] = ['AURUM', 'BERYL', 'CORAL', 'DUNE'];
/** Those of the small pool: one of them fails. */
const SMALL: readonly Coin[] = ['AURUM', 'EMBER', 'FLINT', 'GLASS'];

/** Whole units. */
export const BIG_CAPITAL = 1_000_000n;
export const SMALL_CAPITAL = 100_000n;
const SLICE = 50_000n;
const OWN_FUND = 40_000n;
const SHARED_FUND = 120_000n;
const STAKED = 200_000n;
const TREASURY = 300_000n;

export const BUYERS = ['alice', 'bob', 'carol', 'dave', 'erin'] as const satisfies readonly PersonaName[];
const OPENING: readonly (readonly [PersonaName, bigint])[] = [
  ['owner', 1_500_000n],
  ['underwriter', BIG_CAPITAL + SMALL_CAPITAL],
  ['staker', STAKED],
  ['frank', 100_000n],
  ...BUYERS.map((name) => [name, 50_000n] as const),
];

/** Feeds are read twice a day while nothing happens, and a reading holds for a day. */
const TIMES = { heartbeatSeconds: 43_200, maxGapSeconds: 86_400 };
/** Whole dollars: so large that no sale of the story meets a limit over all pools. */
const SIZE = '1000000000';

export interface PoolOfCoins {
  poolId: string;
  fundId: string;
  name: string;
  /** Its products, by coin. */
  productIds: Partial<Record<Coin, string>>;
}

export interface CascadeMarket {
  assetId: string;
  big: PoolOfCoins;
  small: PoolOfCoins;
}

type Node<Noun extends string> = Record<Noun, { id: string }>;

/** The owner sets up, underwriters and a staker put money in, and the funds are filled. */
export async function openCascade(api: Api, house: House<Coin>): Promise<CascadeMarket> {
  const { asset } = await api.act<Node<'asset'>>('owner', 'registerAsset', USDT, 'asset { id }');
  await creditPeople(api, asset.id, OPENING);
  await stake(api, asset.id, STAKED);
  const big = await openPool(api, asset.id, 'Eight coins', '4', BIG_CAPITAL);
  const small = await openPool(api, asset.id, 'Four coins', '2', SMALL_CAPITAL);
  const feedIds = await registerFeeds(api, house);
  // Capital came first: a product starts on watch, and nobody steps into a pool that is watched.
  await openProducts(api, house, big, COINS, feedIds);
  await openProducts(api, house, small, SMALL, feedIds);
  const reserves = await reservesOf(api, asset.id);
  await contribute(api, 'owner', reserveIdIn(reserves, 'PLATFORM_SLICE'), units(SLICE));
  await contribute(api, 'owner', big.fundId, units(OWN_FUND));
  await contribute(api, 'owner', reserveIdIn(reserves, 'SHARED_FUND'), units(SHARED_FUND));
  await contribute(api, 'owner', reserveIdIn(reserves, 'TREASURY'), units(TREASURY));
  return { assetId: asset.id, big, small };
}

async function openPool(
  api: Api,
  assetId: string,
  name: string,
  leverage: string,
  capital: bigint,
): Promise<PoolOfCoins> {
  const input = { name, assetId, kind: 'DIVERSIFIED', leverage };
  const { pool } = await api.act<Node<'pool'>>('owner', 'createPool', input, 'pool { id }');
  const deposit = { into: pool.id, amount: units(capital) };
  await api.act('underwriter', 'depositCapital', deposit, 'position { id }');
  const fundId = reserveIdIn(await reservesOf(api, assetId), 'POOL_FUND', pool.id);
  return { poolId: pool.id, fundId, name, productIds: {} };
}

async function registerFeeds(api: Api, { stage }: House<Coin>): Promise<Record<Coin, string>> {
  const ids: Partial<Record<Coin, string>> = {};
  for (const coin of COINS) {
    const input = { ...feedInput(stage, stage.feeds[coin], TIMES), costOfCorruption: SIZE, sandbox: false };
    const { feed } = await api.act<Node<'feed'>>('owner', 'registerFeed', input, 'feed { id }');
    ids[coin] = feed.id;
  }
  return ids as Record<Coin, string>;
}

/** Each pays in full at the first breach of four hours, in equal parts of the pool's limit. */
async function openProducts(
  api: Api,
  { clock }: House<Coin>,
  pool: PoolOfCoins,
  coins: readonly Coin[],
  feedIds: Record<Coin, string>,
): Promise<void> {
  const weight = formatDecimal(WAD / BigInt(coins.length));
  for (const coin of coins) {
    const input = {
      ...{ name: `${coin} depeg (${pool.name})`, subject: coin, group: coin, peril: 'DEPEG' },
      ...{ feedId: feedIds[coin], pools: [{ poolId: pool.poolId, weight }], sandbox: false },
      inputs: knownOfCoin(clock.now()),
      subjectSize: { amount: SIZE, asOf: formatTime(clock.now()) },
      rule: {
        strike: '0.95',
        recovery: '0.97',
        watch: '0.99',
        maxGapSeconds: 7_200,
        payout: { kind: 'BINARY' },
      },
    };
    const { product } = await api.act<Node<'product'>>('owner', 'createProduct', input, 'product { id }');
    pool.productIds[coin] = product.id;
  }
}
