/** What stands behind pools in the model: a vault with a staker, funds that are given to, a venue that draws. */
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { reserveIdOf } from '../../src/market/reserve/reserveId.ts';
import { vaultIdOf } from '../../src/market/vault/vaultId.ts';
import { SYSTEM, UNIT } from '../support/marketplace.ts';
import { closed, holding, opened, registerTestVenue, stateAt, VENUE_KEY } from '../support/venue.ts';
import { attempt, attemptAll, found, OPEN, pick, type Sending, tick } from './attempt.ts';
import { openCoinVault } from './saleActions.ts';
import { OPERATOR, OWNER, STAKER, type World } from './world.ts';

const RANGE = { low: 40n * WAD, high: 200n * WAD, evidence: 'b'.repeat(64) };
const VAULT = 20_000n * UNIT;

/** A vault with a staker, and a venue of grade A with one market. They have money of their own. */
export async function openBackstop(world: World): Promise<void> {
  const { place, assetId, feeds } = world;
  for (const { address, id: accountId } of [STAKER, OPERATOR]) {
    await place.must(SYSTEM, 'registerAccount', { address, roles: [] });
    const funds = { accountId, assetId, amount: 10n ** 13n, reference: 'model' };
    await place.must(SYSTEM, 'creditAccount', funds);
  }
  await place.must(OWNER, 'createVault', { payoutAssetId: assetId, assetId });
  await place.must(STAKER, 'depositCapital', { into: vaultIdOf(assetId), amount: VAULT });
  await openCoinVault(world);
  const { venueId } = await registerTestVenue(place, OPERATOR, { assetId, feedId: feeds[0] ?? '' });
  await place.must(OWNER, 'gradeVenue', { venueId, grade: 'A', reason: 'reviewed' });
}

async function venueOf(world: World) {
  const [venue] = await found(world, 'venues', {});
  const [marketId = ''] = venue?.marketIds ?? [];
  if (venue === undefined) throw new Error('the venue of the model is gone');
  return { venue, marketId };
}

export async function stake(world: World, amount: bigint): Promise<void> {
  await attempt(world, STAKER, 'depositCapital', { into: vaultIdOf(world.assetId), amount });
}

export async function unstake(world: World, percent: number): Promise<void> {
  const [position] = await found(world, 'positions', { poolId: vaultIdOf(world.assetId) });
  if (position === undefined) return;
  const shares = (position.shares * BigInt(percent)) / 100n;
  await attempt(world, STAKER, 'requestWithdrawal', { positionId: position._id, shares });
}

export async function stayStaked(world: World, which: number): Promise<void> {
  const filter = { poolId: vaultIdOf(world.assetId), ...OPEN.withdrawals };
  const exits = await found(world, 'withdrawals', filter);
  if (exits.length === 0) return;
  await attempt(world, STAKER, 'cancelWithdrawal', { withdrawalId: pick(exits, which)._id });
}

const KINDS = ['TRADING_FEE', 'PREMIUM', 'RECOVERY'] as const;

/** Money is given to one of all reserves: refused by the vault. */
export async function contribute(world: World, which: number, kind: number, amount: bigint): Promise<void> {
  const reserves = await found(world, 'reserves', {});
  const reserveId = pick(reserves, which)._id;
  await attempt(world, OPERATOR, 'contributeToReserve', { reserveId, amount, kind: pick(KINDS, kind) });
}

/** Reserves are sized, pay what is owed, and give what they hold above their buffer, as the watcher asks. */
export async function tendReserves(world: World): Promise<void> {
  const { assetId, pools } = world;
  const { venue } = await venueOf(world);
  const reserves = await found(world, 'reserves', {
    kind: { $in: ['POOL_FUND', 'MARKET_FUND', 'SHARED_FUND'] },
  });
  const repay = (): Sending[] => [
    ...pools.map((poolId): Sending => [SYSTEM, 'repayRecoveries', { poolId, tick: `${tick(world)}` }]),
    ...reserves
      .filter(({ kind }) => kind === 'MARKET_FUND')
      .map(({ _id: fundId }): Sending => {
        return [SYSTEM, 'repayClaims', { venueId: venue._id, fundId, tick: `${tick(world)}` }];
      }),
  ];
  const vaultId = vaultIdOf(assetId);
  await attemptAll(world, [
    [SYSTEM, 'sizeReserves', { assetId, tick: tick(world) }],
    [SYSTEM, 'payVaultWithdrawals', { reserveId: vaultId, tick: tick(world) }],
    ...repay(),
  ]);
  await attemptAll(world, repay());
  const given = reserves.map(({ _id: reserveId }): Sending => {
    return [SYSTEM, 'distributeExcess', { reserveId, tick: tick(world) }];
  });
  await attemptAll(world, given);
}

/** The venue reports its market, and liquidations that leave something over or lack something. */
export async function liquidate(world: World, count: number, price: number, size: number): Promise<void> {
  const { now } = world.place.clock;
  const { marketId } = await venueOf(world);
  const holdings = [holding('w1', 'SHORT', { entry: 101n }), holding('w2', 'LONG', { entry: 99n })];
  const state = { ...stateAt(now, { holdings, volume: 50_000n * UNIT }), marketId };
  await attempt(world, OPERATOR, 'submitMarketState', { ...state, signer: VENUE_KEY.address });
  const contracts = { size: BigInt(size) * WAD };
  const ids = Array.from({ length: count }, (_, index) => `m${world.sent}-${index}`);
  const close = { ...contracts, filledSize: contracts.size };
  const liquidations = [
    ...ids.map((id) => opened(id, now, contracts)),
    // The last one stays open.
    ...ids.slice(1).map((id) => closed(id, now, BigInt(price), close)),
  ];
  const ranges = liquidations.map(({ phase }) => (phase === 'CLOSED' ? RANGE : null));
  const input = { marketId, liquidations, ranges, signer: VENUE_KEY.address };
  await attempt(world, OPERATOR, 'submitLiquidations', input);
}

/** Draws whose window is over are paid, what was never closed lapses. */
export async function settleDraws(world: World): Promise<void> {
  const open = await found(world, 'liquidations', { status: { $in: ['OPENED', 'CLOSED'] } });
  await attemptAll(
    world,
    open.map(({ _id: liquidationId }): Sending => [SYSTEM, 'settleLiquidation', { liquidationId }]),
  );
}

/** Two hours pass in which nobody reads anything, and draws are paid. */
export async function waitForDraws(world: World): Promise<void> {
  world.place.clock.now += 2 * HOUR_SECONDS;
  await settleDraws(world);
}

/** Governors let the treasury pay for the market, or for one of the incidents. */
export async function release(world: World, which: number, amount: bigint): Promise<void> {
  const { marketId } = await venueOf(world);
  const incidents = await found(world, 'incidents', {});
  const targets = [{ marketId }, ...incidents.map(({ _id }) => ({ incidentId: _id }))];
  const change = { kind: 'releaseTreasury', input: { ...pick(targets, which), amount } };
  await attempt(world, OWNER, 'propose', { reason: 'A loss', chainId: 1, changes: [change] });
}

/** The treasury of the model, for who fills it. */
export const treasuryOf = ({ assetId }: World): string => reserveIdOf('TREASURY', assetId);

export async function fillTreasury(world: World, amount: bigint): Promise<void> {
  const given = { reserveId: treasuryOf(world), amount, kind: 'PREMIUM' };
  await attempt(world, OPERATOR, 'contributeToReserve', given);
}
