/** A vault in another asset than it pays: what it holds is sold for what losses lack. */

import { vaultIdOf } from '../../src/market/vault/vaultId.ts';
import { registerCoin } from '../support/coinVault.ts';
import { SYSTEM } from '../support/marketplace.ts';
import { add, attemptAll, found, pick } from './attempt.ts';
import { OWNER, STAKER, type World } from './world.ts';

const COINS = 30n * 10n ** 18n;

/** A vault with coins that nobody says the price of: whoever takes them names it. */
export async function openCoinVault({ place, assetId }: World): Promise<void> {
  const coinId = await registerCoin(place);
  const funds = { accountId: STAKER.id, assetId: coinId, amount: COINS, reference: 'model' };
  await place.must(SYSTEM, 'creditAccount', funds);
  await place.must(OWNER, 'createVault', { payoutAssetId: assetId, assetId: coinId });
  await place.must(STAKER, 'depositCapital', { into: vaultIdOf(assetId, coinId), amount: COINS });
}

/** Somebody takes a part of what is sold; a round that is over begins anew first. */
export async function takeLot(world: World, who: number, amount: bigint): Promise<void> {
  const [sale] = await found(world, 'auctions', { kind: 'SALE', status: 'OPEN' });
  if (sale === undefined) return;
  const { _id: auctionId, round } = sale;
  const taker = pick(world.people, who);
  const [, done] = await attemptAll<{ paid: bigint }>(world, [
    [SYSTEM, 'resetAuction', { auctionId, round: round.number }],
    [taker, 'takeAuction', { auctionId, amount, maxPrice: null }],
  ]);
  if (done != null) add(world.tally.spent, taker.id, done.answer.paid);
}
