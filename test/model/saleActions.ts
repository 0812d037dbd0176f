/** A vault in another asset than it pays: what it holds is sold for what losses lack. */
import { vaultIdOf } from '../../src/market/vault/vaultId.ts';
import { registerCoin } from '../support/coinVault.ts';
import { SYSTEM } from '../support/marketplace.ts';
import { add, attempt, attemptAll, found, pick, type Sending } from './attempt.ts';
import { catchUp } from './watcherActions.ts';
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

/**
 * Some minutes into a round of a sale somebody takes a part of what is sold, and what it was for is allocated if
 * nobody waits for it any more. It may be for losses of pools that nobody sells cover of now.
 */
export async function takeLot(world: World, who: number, minutes: number, amount: bigint): Promise<void> {
  const [sale] = await found(world, 'auctions', { kind: 'SALE', status: 'OPEN' });
  if (sale?.kind !== 'SALE') return;
  const { _id: auctionId, round, incidentIds } = sale;
  const incidents = await found(world, 'incidents', { _id: { $in: [...incidentIds] } });
  const poolIds = incidents.flatMap(({ pools }) => pools.map(({ poolId }) => poolId));
  await catchUp(world, poolIds);
  await attempt(world, SYSTEM, 'resetAuction', { auctionId, round: round.number });
  world.place.clock.now += minutes * 60;
  await catchUp(world, poolIds);
  const taker = pick(world.people, who);
  const take = { auctionId, amount, maxPrice: null };
  const done = await attempt<{ paid: bigint }>(world, taker, 'takeAuction', take);
  if (done !== null) add(world.tally.spent, taker.id, done.paid);
  await attemptAll(
    world,
    incidentIds.map((incidentId): Sending => [SYSTEM, 'allocateIncident', { incidentId }]),
  );
}
