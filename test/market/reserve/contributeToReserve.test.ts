import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { availableOf, balanceId, claimsOf, reserveOf } from '../../../src/market/ledger/accounts.ts';
import { newReserve, payIn, payOut } from '../../../src/market/reserve/flows.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { openDraft } from '../../../src/market/sequencer/draft.ts';
import { WorkingSet } from '../../../src/market/sequencer/world.ts';
import { encodeInteger } from '../../../src/store/codec.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  UNIT,
} from '../../support/marketplace.ts';
import { poolFundOf } from '../../support/reserves.ts';
import { stored } from '../queries/reading.ts';

test('what came in less what went out is what a reserve holds, whatever it came from', () => {
  const [assetId, poolId] = ['ast_1_a', 'pool_1'];
  const reserve = newReserve('POOL_FUND', poolId, assetId, 1);
  const world = new WorkingSet();
  const from = { account: 'acc_1/available', assetId, amount: 100n, sequence: 1, version: 1 };
  world.load('reserves', reserve._id, reserve);
  world.load('balances', `acc_1/available/${assetId}`, { _id: `acc_1/available/${assetId}`, ...from });
  for (const account of [reserveOf(reserve._id), claimsOf(poolId)])
    world.load('balances', balanceId(account, assetId), null);
  const draft = openDraft(world, 2);
  payIn(draft, 'acc_1/available', reserve._id, 'FEE', 70n);
  payIn(draft, 'acc_1/available', reserve._id, 'FEE', 5n);
  payIn(draft, 'acc_1/available', reserve._id, 'SURPLUS', 25n);
  payOut(draft, reserve._id, claimsOf(poolId), 'LOSS', 40n);
  expect(draft.must('reserves', reserve._id)).toMatchObject({
    inflows: { FEE: 75n, SURPLUS: 25n },
    draws: { LOSS: 40n },
  });
  expect(draft.balance(reserveOf(reserve._id), assetId)).toBe(60n);
  expect(() => payOut(draft, reserve._id, claimsOf(poolId), 'LOSS', 61n)).toThrow('below zero');
});

describe('a contribution', () => {
  let place: Marketplace;
  let world: ReadyWorld;
  let reserveId: string;
  beforeEach(async () => {
    place = await openMarketplace(testDatabaseUri());
    world = await readyWorld(place);
    reserveId = reserveIdOf('POOL_FUND', world.poolId);
  });
  afterEach(() => place.stop());

  const contribute = (amount: bigint, changed: object = {}, key?: string) =>
    place.send(
      world.underwriter,
      'contributeToReserve',
      { reserveId, amount, kind: 'TRADING_FEE', ...changed },
      key,
    );

  test('is given once under its key, counted by what it is made of, and refused for what cannot be', async () => {
    const assetId = world.assetId;
    const { id } = world.underwriter;
    await place.must({ id: 'system:test', roles: [], system: true }, 'creditAccount', {
      ...{ accountId: id, assetId, amount: 500n * UNIT, reference: 'fees' },
    });
    for (const replayed of [false, true])
      expect(await contribute(300n * UNIT, {}, 'once')).toMatchObject({ kind: 'DONE', replayed });
    await contribute(50n * UNIT, { kind: 'PREMIUM' });
    const [reserve] = await loadByIds(place.database, 'reserves', [reserveId]);
    expect(reserve).toMatchObject({ inflows: { FEE: 300n * UNIT, PREMIUM: 50n * UNIT }, draws: {} });
    expect(await stored(place, poolFundOf(world.poolId), assetId)).toBe(350n * UNIT);
    expect(await stored(place, availableOf(id), assetId)).toBe(150n * UNIT);
    const codes = [
      await contribute(151n * UNIT),
      await contribute(0n),
      await contribute(1n, { reserveId: 'rsv_fund_none' }),
    ].map((outcome) => (outcome.kind === 'REFUSED' ? outcome.refusal.code : outcome.kind));
    expect(codes).toEqual(['BALANCE_TOO_LOW', 'AMOUNT_OUT_OF_RANGE', 'NOT_FOUND']);
    expect((await auditLedger(place.database)).clean).toBe(true);

    await place.database
      .collection('reserves')
      .updateOne({ _id: reserveId }, { $set: { 'inflows.FEE': encodeInteger(299n * UNIT) } });
    expect((await auditLedger(place.database)).differences).toMatchObject([
      { collection: 'reserves', id: reserveId, field: 'inflows less draws' },
    ]);
  });
});
