/** The small pool is under its minimum: new shares are sold for less and less until somebody takes them. */
import { HOUR_SECONDS } from '../../../domain/shared/units.ts';
import type { House } from '../house.ts';
import type { Api, Sum } from '../parts/api.ts';
import type { Coin, PoolOfCoins } from './market.ts';

/** Until pegs that came back are taken for calm, and the pool is judged. */
const PATIENCE_HOURS = 6;
/** How long frank lets the price fall. */
const WAIT_SECONDS = 2 * HOUR_SECONDS;
/** More than any pool of the story needs: what is taken is cut to the need. */
const SHARES = 10n ** 15n;

interface PoolData {
  status: string;
  capital: Sum;
  ladder: { requirement: Sum; resources: Sum; ratio: { percent: string } | null };
  auction: AuctionData | null;
}
interface AuctionData {
  id: string;
  need: Sum;
  topPrice: { decimal: string };
  price: { decimal: string } | null;
}

export interface Raised {
  before: PoolData;
  need: string;
  topPrice: string;
  price: string;
  shares: string;
  /** What frank's shares are worth when the pool is open again. */
  value: string;
  paid: string;
  after: PoolData;
}

const POOL = `query ($id: ID!) { pool(id: $id) {
  status capital { amount } ladder { requirement { amount } resources { amount } ratio { percent } }
  auction { id need { amount } topPrice { decimal } price { decimal } }
} }`;

const poolOf = async (api: Api, id: string): Promise<PoolData> =>
  (await api.ask<{ pool: PoolData }>(null, POOL, { id })).pool;

/** Waits for the pool's auction, lets the price fall, and takes all that the pool needs. */
export async function takeAll(api: Api, house: House<Coin>, { poolId }: PoolOfCoins): Promise<Raised> {
  let before = await poolOf(api, poolId);
  for (let step = 0; step < PATIENCE_HOURS && before.auction === null; step += 1) {
    await house.pass(HOUR_SECONDS, HOUR_SECONDS);
    before = await poolOf(api, poolId);
  }
  await house.pass(WAIT_SECONDS, WAIT_SECONDS);
  const { auction } = await poolOf(api, poolId);
  if (auction === null) throw new Error('the pool has no auction');
  type Payload = { taken: string; paid: Sum; position: { value: Sum } };
  const input = { auctionId: auction.id, amount: `${SHARES}` };
  const selection = 'taken paid { amount } position { value { amount } }';
  const { taken, paid, position } = await api.act<Payload>('frank', 'takeAuction', input, selection);
  return {
    ...{ before, need: auction.need.amount, topPrice: auction.topPrice.decimal },
    ...{
      price: auction.price?.decimal ?? '',
      shares: taken,
      value: position.value.amount,
      paid: paid.amount,
    },
    after: await poolOf(api, poolId),
  };
}
