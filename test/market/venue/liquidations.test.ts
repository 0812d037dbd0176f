import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { availableOf, heldOf, reserveOf } from '../../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { liquidationIdOf } from '../../../src/market/venue/ids.ts';
import type { LiquidationReport } from '../../../src/market/venue/liquidationInput.ts';
import type { LiquidationAnswer } from '../../../src/market/venue/submitLiquidations.ts';
import type { LiquidationDocument } from '../../../src/store/documents/venues.ts';
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
import { closed, holding, opened, registerTestVenue, stateOfMarket, VENUE_KEY } from '../../support/venue.ts';
import { stored } from '../queries/reading.ts';

const operator = person(600);
const owner = person(1, ['OWNER']);
const RANGE = { low: 50n * WAD, high: 200n * WAD, evidence: 'a'.repeat(64) };

let place: Marketplace;
let world: ReadyWorld;
let venueId: string;
let btc: string;
let eth: string;
let sharedId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  await place.must(SYSTEM, 'registerAccount', { address: operator.address, roles: [] });
  const funding = { assetId: world.assetId, amount: 1_000_000n * UNIT, reference: 'opening' };
  await place.must(SYSTEM, 'creditAccount', { accountId: operator.id, ...funding });
  const markets = [{}, { symbol: 'ETH-PERP' }];
  const venue = await registerTestVenue(place, operator, world, { markets });
  venueId = venue.venueId;
  [btc = '', eth = ''] = venue.marketIds;
  sharedId = reserveIdOf('SHARED_FUND', world.assetId);
  for (const marketId of [btc, eth]) await stateOfMarket(place, operator, marketId);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const now = () => place.clock.now;
const give = (reserveId: string, amount: bigint) =>
  place.must(operator, 'contributeToReserve', { reserveId, amount: amount * UNIT, kind: 'TRADING_FEE' });
const fundOf = (marketId: string) => reserveIdOf('MARKET_FUND', marketId);
const collateralId = () => reserveIdOf('VENUE_COLLATERAL', venueId);
const balance = async (account: string) => (await stored(place, account, world.assetId)) / UNIT;
const report = async (marketId: string, ...liquidations: LiquidationReport[]) => {
  const ranges = liquidations.map(({ phase }) => (phase === 'CLOSED' ? RANGE : null));
  const input = { marketId, liquidations, ranges, signer: VENUE_KEY.address };
  return (await place.must<LiquidationAnswer>(operator, 'submitLiquidations', input)).results;
};
const rejections = (results: LiquidationAnswer['results']) => results.map(({ rejection }) => rejection);
async function read(externalId: string): Promise<LiquidationDocument> {
  const [found] = await loadByIds(place.database, 'liquidations', [liquidationIdOf(venueId, externalId)]);
  if (found === undefined) throw new Error(`there is no ${externalId}`);
  return found;
}
const settle = (externalId: string) =>
  place.send(SYSTEM, 'settleLiquidation', { liquidationId: liquidationIdOf(venueId, externalId) });

describe('a liquidation', () => {
  test('holds its worst case, gives it back, and leaves its surplus up to the cap to the fund', async () => {
    await give(fundOf(btc), 1_000n);
    await give(collateralId(), 100n);
    expect(rejections(await report(btc, opened('1', now())))).toEqual([null]);
    // Ten that break at 95 lack 15 each at 80; the venue bears 45 of that first.
    expect(await read('1')).toMatchObject({ status: 'OPENED', worstCase: 150n * UNIT });
    expect([await balance(heldOf(btc)), await balance(reserveOf(fundOf(btc)))]).toEqual([150n, 895n]);
    expect(rejections(await report(btc, closed('1', now(), 96n)))).toEqual([null]);
    expect(await read('1')).toMatchObject({
      ...{ status: 'SETTLED', held: [] },
      close: { surplus: 10n * UNIT, toFund: 10n * UNIT, shortfall: 0n, layers: [], claim: 0n },
    });
    const after = [heldOf(btc), reserveOf(fundOf(btc)), reserveOf(collateralId())];
    expect(await Promise.all(after.map(balance))).toEqual([0n, 1_010n, 90n]);
  });

  test("that falls short is paid by the venue's share, then its fund, and the venue is paid", async () => {
    await give(fundOf(btc), 1_000n);
    await give(collateralId(), 20n);
    const before = await balance(availableOf(operator.id));
    await report(btc, opened('1', now()), closed('1', now(), 85n));
    const { close } = await read('1');
    // 100 missing: 30 is its share, of which 20 are there; the fund pays 80 and is owed 10.
    expect(close).toMatchObject({ shortfall: 100n * UNIT, owed: 10n * UNIT, claim: 0n, payableAt: null });
    expect(close?.layers.map(({ amount }) => amount / UNIT)).toEqual([20n, 80n]);
    expect((await balance(availableOf(operator.id))) - before).toBe(100n);
    const [venue] = await loadByIds(place.database, 'venues', [venueId]);
    expect(venue?.debts).toEqual([{ reserveId: fundOf(btc), amount: 10n * UNIT, since: now() }]);
  });

  test('counts once, whatever is sent again; another story of it does not', async () => {
    await give(fundOf(btc), 1_000n);
    const [first, end] = [opened('1', now()), closed('1', now(), 85n)];
    expect(rejections(await report(btc, closed('1', now(), 85n)))).toEqual(['NOT_OPENED']);
    expect(rejections(await report(btc, first, first, end, end))).toEqual([null, null, null, null]);
    const paid = await balance(reserveOf(fundOf(btc)));
    const others = [
      { ...end, closePrice: 80n * WAD },
      { ...end, fee: 1n },
      { ...first, size: 11n * WAD },
    ];
    expect(rejections(await report(btc, end, first, ...others))).toEqual([
      ...[null, null, 'DIFFERS', 'DIFFERS', 'DIFFERS'],
    ]);
    expect(await balance(reserveOf(fundOf(btc)))).toBe(paid);
  });

  test('is judged on a fresh state, at a time that can be, by a feed that said something', async () => {
    expect(
      rejections(await report(btc, opened('1', now() + 61), opened('2', now() - DAY_SECONDS - 1))),
    ).toEqual([...['TIME_WRONG', 'TIME_WRONG']]);
    await report(btc, opened('3', now()));
    const silent = { marketId: btc, liquidations: [closed('3', now(), 90n)], ranges: [null] };
    const said = await place.must<LiquidationAnswer>(operator, 'submitLiquidations', {
      ...{ ...silent, signer: VENUE_KEY.address },
    });
    expect(rejections(said.results)).toEqual(['FEED_SILENT']);
    expect(rejections(await report(btc, closed('3', now() - 1, 90n)))).toEqual(['TIME_WRONG']);
    place.clock.now += 61;
    expect(rejections(await report(btc, closed('3', now(), 90n)))).toEqual(['STATE_STALE']);
  });

  test('attack 22: counts no price beyond what the feed said, by more than 2 %', async () => {
    await give(fundOf(btc), 1_000n);
    const range = { ...RANGE, low: 90n * WAD, high: 100n * WAD };
    const liquidations = [opened('1', now()), closed('1', now(), 10n)];
    const input = { marketId: btc, liquidations, ranges: [null, range], signer: VENUE_KEY.address };
    await place.must(operator, 'submitLiquidations', input);
    // 88.2 is the lowest that counts: 68 missing instead of 850.
    expect((await read('1')).close).toMatchObject({
      ...{ closePrice: 10n * WAD, countedPrice: (882n * WAD) / 10n, shortfall: 68n * UNIT, range },
    });
  });

  test('that is never closed lets go of what it held after a day', async () => {
    await give(fundOf(btc), 1_000n);
    await report(btc, opened('1', now()));
    expect(await settle('1')).toMatchObject({ kind: 'REFUSED', refusal: { code: 'STATUS_FORBIDS' } });
    place.clock.now += DAY_SECONDS;
    expect(await settle('1')).toMatchObject({ kind: 'DONE' });
    expect([(await read('1')).status, await balance(reserveOf(fundOf(btc)))]).toEqual(['LAPSED', 1_000n]);
    await stateOfMarket(place, operator, btc);
    expect(rejections(await report(btc, closed('1', now(), 85n)))).toEqual(['LAPSED']);
  });
});

describe("draws beyond a venue's own funds", () => {
  beforeEach(async () => {
    await place.must(owner, 'gradeVenue', { venueId, grade: 'A', reason: 'reviewed' });
    await give(sharedId, 10_000n);
    await give(collateralId(), 1_000n);
  });
  const contribute = (amount: bigint) => give(fundOf(eth), amount);

  test('are nothing for one that has contributed nothing', async () => {
    await report(btc, opened('1', now()), closed('1', now(), 75n));
    // 200 missing at grade A: the venue bears 10, the rest finds nobody: 190 is socialised and claimed.
    const { close } = await read('1');
    expect(close?.layers).toMatchObject([{ reserveId: collateralId(), amount: 10n * UNIT }]);
  });

  test('wait for their window, and are paid after it within every cap', async () => {
    await contribute(40n);
    const before = await balance(availableOf(operator.id));
    await report(btc, opened('1', now()), closed('1', now(), 75n));
    const { close, status } = await read('1');
    // Three times 40, of at most 10 % of 10,000.
    expect(close?.layers.map(({ reserveId, amount }) => [reserveId, amount / UNIT])).toEqual([
      [collateralId(), 10n],
      [sharedId, 120n],
    ]);
    expect([status, close?.payableAt]).toEqual(['CLOSED', now() + 2 * HOUR_SECONDS]);
    expect((await balance(availableOf(operator.id))) - before).toBe(10n);
    expect(await settle('1')).toMatchObject({ kind: 'REFUSED' });
    place.clock.now += 2 * HOUR_SECONDS;
    expect(await settle('1')).toMatchObject({ kind: 'DONE' });
    expect((await balance(availableOf(operator.id))) - before).toBe(130n);
    expect(await balance(reserveOf(sharedId))).toBe(9_880n);
    // Its life's room is spent.
    await stateOfMarket(place, operator, btc);
    await report(btc, opened('2', now()), closed('2', now(), 75n));
    expect((await read('2')).close?.layers).toHaveLength(1);
  });

  test('are void when governors find within the window that it is not to be trusted', async () => {
    await contribute(40n);
    await report(btc, opened('1', now()), closed('1', now(), 75n));
    await place.must(owner, 'gradeVenue', { venueId, grade: 'D', reason: 'it cheated' });
    place.clock.now += 2 * HOUR_SECONDS;
    await settle('1');
    expect(await read('1')).toMatchObject({ status: 'SETTLED', close: { voided: true } });
    expect(await balance(reserveOf(sharedId))).toBe(10_000n);
  });

  test('of one loss event are a tenth of the layer, however many liquidations it is cut into', async () => {
    await contribute(10_000n);
    // Each lacks 4,500 of which 225 are the venue's.
    const size = 1_000n * WAD;
    for (const id of ['1', '2', '3'])
      await report(
        btc,
        opened(id, now(), { size }),
        closed(id, now(), 91n, { size, filledSize: size, bankruptcyPrice: 95n * WAD }),
      );
    const drawn = await Promise.all(
      ['1', '2', '3'].map(async (id) =>
        (await read(id)).held.reduce((sum, { amount }) => sum + amount / UNIT, 0n),
      ),
    );
    expect(drawn).toEqual([1_000n, 0n, 0n]);
    // An hour later it is another event, of what is left; the day allows a fifth in all.
    place.clock.now += HOUR_SECONDS + 1;
    await stateOfMarket(place, operator, btc);
    await report(btc, opened('4', now(), { size }), closed('4', now(), 91n, { size, filledSize: size }));
    expect((await read('4')).held.map(({ amount }) => amount / UNIT)).toEqual([900n]);
  });
});

test('attack 20: a market that is drained leaves the fund of every other untouched', async () => {
  await give(fundOf(btc), 500n);
  await give(fundOf(eth), 500n);
  const size = 1_000n * WAD;
  for (let count = 0; count < 5; count += 1) {
    const id = `yfi-${count}`;
    await report(btc, opened(id, now(), { size }), closed(id, now(), 57n, { size, filledSize: size }));
  }
  const [drained, other] = await Promise.all([fundOf(btc), fundOf(eth)].map((id) => balance(reserveOf(id))));
  expect([drained, other]).toEqual([0n, 500n]);
});

describe('what the layers could not fund', () => {
  const unfilled = { filledSize: 0n };

  test('is deleveraged exactly, and winners are not closed twice', async () => {
    const winners = [
      holding('w1', 'SHORT', { entry: 120n, size: 6n, equity: 100n }),
      holding('w2', 'SHORT', { entry: 110n, size: 6n, equity: 100n }),
    ];
    place.clock.now += 1;
    await stateOfMarket(place, operator, btc, { holdings: winners });
    await report(btc, opened('1', now()), closed('1', now(), 90n, unfilled));
    expect((await read('1')).close).toMatchObject({
      ...{ shortfall: 50n * UNIT, avoided: 50n * UNIT, haircuts: [], claim: 0n },
      deleveraged: [
        { rank: 1, account: 'w1', size: 6n * WAD, price: 95n * WAD },
        { rank: 2, account: 'w2', size: 4n * WAD, price: 95n * WAD },
      ],
    });
    await report(btc, opened('2', now()), closed('2', now(), 90n, unfilled));
    // Two contracts are left of all winners; the loss of the other eight is theirs who won.
    const { close } = await read('2');
    expect(close?.deleveraged).toEqual([{ rank: 1, account: 'w2', size: 2n * WAD, price: 95n * WAD }]);
    expect(close?.haircuts.reduce((sum, { amount }) => sum + amount, 0n)).toBe(40n * UNIT);
  });
});

describe('what a venue owes', () => {
  test('is asked for by its volume, paid of its collateral, and suspends it after seven days', async () => {
    await place.must(owner, 'gradeVenue', { venueId, grade: 'B', reason: 'reviewed' });
    const readVenue = async () => (await loadByIds(place.database, 'venues', [venueId]))[0];
    place.clock.now += 1;
    const thin = holding('a', 'LONG', { equity: 0n });
    await stateOfMarket(place, operator, btc, { holdings: [thin], volume: 400_000n * UNIT });
    await give(collateralId(), 5n);
    place.clock.now += DAY_SECONDS;
    await stateOfMarket(place, operator, btc, { holdings: [thin] });
    // Half a basis point of 400,000 is 20, of which 5 are there.
    expect((await readVenue())?.debts).toEqual([
      { reserveId: fundOf(btc), amount: 15n * UNIT, since: now() },
    ]);
    place.clock.now += 7 * DAY_SECONDS;
    await stateOfMarket(place, operator, btc, { holdings: [thin] });
    expect((await readVenue())?.status).toBe('ACTIVE');
    place.clock.now += 1;
    await stateOfMarket(place, operator, btc, { holdings: [thin] });
    expect((await readVenue())?.status).toBe('SUSPENDED');
    await give(collateralId(), 10n);
    expect(await readVenue()).toMatchObject({ status: 'SUSPENDED', debts: [{ amount: 5n * UNIT }] });
    await give(fundOf(btc), 6n);
    expect(await readVenue()).toMatchObject({ status: 'ACTIVE', debts: [], contributed: 21n * UNIT });
    expect(await balance(reserveOf(fundOf(btc)))).toBe(21n);
  });
});
