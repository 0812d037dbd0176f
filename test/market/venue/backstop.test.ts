/** Behind a venue's own funds: the vault, the treasury, and claims on its fund that are repaid. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { availableOf, reserveOf } from '../../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { liquidationIdOf } from '../../../src/market/venue/ids.ts';
import { encodeInteger } from '../../../src/store/codec.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { closed, opened, registerTestVenue, stateOfMarket, VENUE_KEY } from '../../support/venue.ts';
import { stored } from '../queries/reading.ts';

const owner = person(1, ['OWNER']);
const [operator, staker] = [person(600), person(601)];
const RANGE = { low: 50n * WAD, high: 200n * WAD, evidence: 'a'.repeat(64) };
const SIZE = { size: 1_000n * WAD };

let place: Marketplace;
let world: ReadyWorld;
let venueId: string;
let marketId: string;
let ids: { vault: string; treasury: string; fund: string };
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  const { assetId } = world;
  for (const { address, id: accountId } of [operator, staker]) {
    await place.must(SYSTEM, 'registerAccount', { address, roles: [] });
    const funds = { assetId, amount: 1_000_000n * UNIT, reference: 'opening' };
    await place.must(SYSTEM, 'creditAccount', { accountId, ...funds });
  }
  const markets = [{}, { symbol: 'ETH-PERP' }];
  const venue = await registerTestVenue(place, operator, world, { markets });
  venueId = venue.venueId;
  [marketId = ''] = venue.marketIds;
  ids = {
    vault: reserveIdOf('VAULT', assetId),
    treasury: reserveIdOf('TREASURY', assetId),
    fund: reserveIdOf('MARKET_FUND', marketId),
  };
  await place.must(owner, 'createVault', { payoutAssetId: assetId, assetId });
  await place.must(staker, 'depositCapital', { into: ids.vault, amount: 10_000n * UNIT });
  await place.must(owner, 'gradeVenue', { venueId, grade: 'A', reason: 'reviewed' });
  await give(reserveIdOf('VENUE_COLLATERAL', venueId), 1_000n);
  await give(reserveIdOf('MARKET_FUND', venue.marketIds[1] ?? ''), 10_000n);
  await stateOfMarket(place, operator, marketId);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const now = () => place.clock.now;
const give = (reserveId: string, units: bigint, kind = 'TRADING_FEE') =>
  place.must(operator, 'contributeToReserve', { reserveId, amount: units * UNIT, kind });
const held = async (reserveId: string) => (await stored(place, reserveOf(reserveId), world.assetId)) / UNIT;
const spendable = async () => (await stored(place, availableOf(operator.id), world.assetId)) / UNIT;
const vault = async () => {
  const [found] = await loadByIds(place.database, 'vaults', [ids.vault]);
  if (found === undefined) throw new Error('the vault is gone');
  return found;
};
const submit = (liquidations: object[], ranges: unknown[]) =>
  place.must(operator, 'submitLiquidations', {
    ...{ marketId, liquidations, ranges, signer: VENUE_KEY.address },
  });
/** Lacks 4,000, of which 200 are the venue's own. */
async function crash(externalId: string) {
  await submit([opened(externalId, now(), SIZE)], [null]);
  const held = await vault();
  const close = closed(externalId, now(), 91n, {
    ...SIZE,
    filledSize: SIZE.size,
    bankruptcyPrice: 95n * WAD,
  });
  await submit([{ ...close, bankruptcyPrice: 95n * WAD }], [RANGE]);
  const id = liquidationIdOf(venueId, externalId);
  const [liquidation] = await loadByIds(place.database, 'liquidations', [id]);
  if (liquidation === undefined) throw new Error(`${externalId} was not taken`);
  return { id, liquidation, heldBefore: held.holds };
}
const settle = (liquidationId: string) => place.must(SYSTEM, 'settleLiquidation', { liquidationId });
const release = (units: bigint) =>
  place.send(owner, 'propose', {
    ...{ reason: 'A crash', chainId: 1 },
    changes: [{ kind: 'releaseTreasury', input: { marketId, amount: units * UNIT } }],
  });
const deposit = () => place.send(staker, 'depositCapital', { into: ids.vault, amount: 100n * UNIT });

describe('a crash that is more than the shared fund', () => {
  test('takes of the vault what the grade allows, which is frozen from the close until it is paid', async () => {
    const before = await spendable();
    const { id, liquidation, heldBefore } = await crash('1');
    // Worst cases are not held of a vault: it would be frozen by what may turn out well.
    expect(heldBefore).toEqual([]);
    expect(liquidation.held).toMatchObject([{ reserveId: ids.vault, amount: 1_000n * UNIT }]);
    const frozen = await vault();
    expect(frozen).toMatchObject({
      holds: [{ marketId, amount: 1_000n * UNIT }],
      frozenSince: now(),
      reopensAt: null,
    });
    expect(await deposit()).toMatchObject({ refusal: { code: 'LOCKED', data: { by: marketId } } });
    place.clock.now += 2 * HOUR_SECONDS;
    await settle(id);
    expect(await held(ids.vault)).toBe(9_000n);
    const thawed = await vault();
    expect(thawed).toMatchObject({ holds: [], frozenSince: null });
    expect(thawed.results.amounts.losses).toBe(1_000n * UNIT);
    const losses = await loadByIds(place.database, 'vaultLosses', [`${ids.vault}/${id}`]);
    expect(losses).toMatchObject([{ slashed: 1_000n * UNIT, assetsBefore: 10_000n * UNIT }]);
    // Its own 200 come back to it as well: it has put them up itself.
    expect((await spendable()) - before).toBe(1_200n);
    expect(await deposit()).toMatchObject({ kind: 'DONE' });
  });

  test('gives everything back that was void, to the unit', async () => {
    const { id } = await crash('1');
    await place.must(owner, 'gradeVenue', { venueId, grade: 'D', reason: 'it cheated' });
    place.clock.now += 2 * HOUR_SECONDS;
    await settle(id);
    expect(await held(ids.vault)).toBe(10_000n);
    expect(await vault()).toMatchObject({
      holds: [],
      frozenSince: null,
      results: { amounts: { losses: 0n } },
    });
  });

  test('is not hidden: a hold that was altered is found and named', async () => {
    await crash('1');
    const vaults = place.database.collection('vaults');
    await vaults.updateOne({ _id: ids.vault }, { $set: { 'holds.0.amount': encodeInteger(1n) } });
    const { differences } = await auditLedger(place.database);
    await vaults.updateOne({ _id: ids.vault }, { $set: { 'holds.0.amount': encodeInteger(1_000n * UNIT) } });
    expect(differences.map(({ id, field }) => `${id} ${field}`)).toEqual([`${ids.vault} holds`]);
  });
});

describe('the treasury', () => {
  test('pays what was approved for the market, after the vault, and the rest stays owed', async () => {
    await give(ids.treasury, 4_000n);
    expect(await release(500n)).toMatchObject({ kind: 'DONE' });
    const { id, liquidation } = await crash('1');
    expect(liquidation.held.map(({ reserveId, amount }) => [reserveId, amount / UNIT])).toEqual([
      [ids.vault, 1_000n],
      [ids.treasury, 500n],
    ]);
    expect(liquidation.close).toMatchObject({ shortfall: 4_000n * UNIT, claim: 2_300n * UNIT });
    const [market] = await loadByIds(place.database, 'markets', [marketId]);
    expect(market?.treasuryApproved).toBe(0n);
    // What is owed is paid at once from now on: a quarter of 4,000 in all.
    expect(await release(9_000n)).toMatchObject({ kind: 'DONE' });
    expect([await held(ids.treasury), await held(ids.fund)]).toEqual([3_000n, 500n]);
    place.clock.now += 2 * HOUR_SECONDS;
    await settle(id);
    expect(await held(ids.treasury)).toBe(3_000n);
    expect(await release(1n)).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
  });

  test('is named by exactly one of incident and market', async () => {
    const both = { marketId, incidentId: 'inc_a_1', amount: 1n };
    for (const input of [both, { amount: 1n }])
      expect(
        await place.send(owner, 'propose', {
          ...{ reason: 'A crash', chainId: 1, changes: [{ kind: 'releaseTreasury', input }] },
        }),
      ).toMatchObject({ refusal: { code: 'CONFIG_INVALID' } });
  });
});

test('what nobody bore is owed to the venue, and its fund repays it in rounds, to the unit', async () => {
  const { id } = await crash('1');
  const claim = 2_800n * UNIT;
  const [owed] = await loadByIds(place.database, 'recoveryClaims', [`clm_${id.slice('liq_'.length)}`]);
  expect(owed).toMatchObject({ reserveId: ids.fund, accountId: operator.id, amount: claim, open: true });
  const repay = (tick: string) => place.send(SYSTEM, 'repayClaims', { venueId, fundId: ids.fund, tick });
  expect(await repay('nothing')).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
  await give(ids.fund, 1_275n, 'RECOVERY');
  const before = await spendable();
  expect(await repay('a')).toMatchObject({ answer: { step: 'FUND' } });
  expect(await repay('b')).toMatchObject({ answer: { step: 'PAY' } });
  expect((await spendable()) - before).toBe(1_275n);
  await give(ids.fund, 5_000n, 'RECOVERY');
  expect(await repay('c')).toMatchObject({ answer: { step: 'FUND' } });
  expect(await repay('d')).toMatchObject({ answer: { step: 'PAY' } });
  expect(await held(ids.fund)).toBe(3_475n);
  const [fund] = await loadByIds(place.database, 'reserves', [ids.fund]);
  expect(fund?.recovery).toMatchObject({ owed: 0n, repaid: claim, round: null });
});
