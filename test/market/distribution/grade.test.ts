/** What a grade lets a distributor ask and sell, and that what it sold stands whatever becomes of it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { commissionIdOf } from '../../../src/market/distribution/commissionNeeds.ts';
import { quote } from '../../../src/market/queries/quote.ts';
import type { QuoteView } from '../../../src/market/queries/views.ts';
import { encodeInteger } from '../../../src/store/codec.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, order, pass, payOut } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
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
import { dependenciesOf } from '../queries/reading.ts';

const owner = person(1, ['OWNER']);
const seller = person(700);
const COVER = 10_000n * UNIT;
const distributorId = 'dst_wallet';

let place: Marketplace;
let world: ReadyWorld;
let buyer: ReadyWorld['buyers'][number];
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  [buyer] = world.buyers as [ReadyWorld['buyers'][number]];
  await place.must(SYSTEM, 'registerAccount', { address: seller.address, roles: [] });
  await place.must(seller, 'registerDistributor', { code: 'wallet', name: 'A wallet', commissionBps: 1_000 });
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const grading = { distributorId, grade: 'D', suspended: false, reason: 'reviewed' };
const grade = (change: Partial<typeof grading>) =>
  place.must(owner, 'gradeDistributor', { ...grading, ...change });
const edit = (commissionBps: number | null, name: string | null = null) =>
  place.send(seller, 'editDistributor', { distributorId, name, commissionBps, active: null });
const sold = (cover: bigint, distributorCode: string | null = 'wallet') => ({
  ...order(world.productId, cover, 60),
  distributorCode,
});
const buy = (cover: bigint, code: string | null = 'wallet') =>
  place.send(buyer, 'buyPolicies', sold(cover, code));
async function bought(cover: bigint): Promise<string> {
  const { policyIds } = await place.must<{ policyIds: string[] }>(buyer, 'buyPolicies', sold(cover));
  return policyIds[0] ?? '';
}
const ask = (cover: bigint) => {
  const [item] = order(world.productId, cover, 60).items;
  return quote(dependenciesOf(place), [{ ...item, startAt: null } as never], buyer.id, 'wallet');
};
const policyOf = async (id: string) => (await loadByIds(place.database, 'policies', [id]))[0];
const inForce = async () => {
  const id = commissionIdOf(distributorId, world.assetId);
  return (await loadByIds(place.database, 'commissions', [id]))[0]?.cover ?? 0n;
};
let ticks = 0;

/** As few units as governors may let one of grade D sell, step by step. */
async function lowerLimit(to: bigint): Promise<void> {
  let at = 100_000n;
  while (at > to) {
    at = at - at / 4n > to ? at - at / 4n : to;
    const change = { kind: 'setParameter', input: { name: 'distributorCoverDUnits', value: at } };
    const reason = 'less for whom nobody knows';
    await place.must(owner, 'propose', { changes: [change], reason, chainId: 1 });
  }
}

test('a new distributor asks for a tenth at most, and for more once it is graded; graded down it gets less', async () => {
  const tooMuch = { code: 'greedy', name: 'Greedy', commissionBps: 1_001 };
  expect(await place.send(seller, 'registerDistributor', tooMuch)).toMatchObject({
    kind: 'REFUSED',
    refusal: { code: 'CONFIG_INVALID', data: { problems: [{ path: 'commissionBps' }] } },
  });
  expect(gist(await edit(1_001))).toBe('CONFIG_INVALID');
  await grade({ grade: 'A' });
  expect(gist(await edit(2_000))).toBe('DONE');
  const first = await policyOf(await bought(COVER));
  expect(first?.distribution).toEqual({ distributorId, commissionBps: 2_000 });
  await grade({ grade: 'C' });
  // It need not do anything for it, and may still change its name.
  expect(gist(await edit(null, 'Another name'))).toBe('DONE');
  const second = await policyOf(await bought(COVER));
  expect(second?.distribution).toEqual({ distributorId, commissionBps: 1_250 });
  expect((await policyOf(first?._id ?? ''))?.distribution).toEqual({ distributorId, commissionBps: 2_000 });
});

test('cover in force with its code is bounded: sales, held prices and increases; without the code it is sold', async () => {
  await lowerLimit(25_000n);
  const policyId = await bought(2n * COVER);
  const held = (await ask(COVER / 2n)) as QuoteView;
  expect(await ask(COVER / 2n + 1n)).toMatchObject({
    code: 'CAPACITY_TOO_LOW',
    data: { available: COVER / 2n, byPool: [], bindingLimit: 'DISTRIBUTOR' },
  });
  expect(gist(await buy(COVER))).toBe('CAPACITY_TOO_LOW');
  await bought(1n * UNIT * 1_000n);
  expect(gist(await place.send(buyer, 'buyPolicies', { quoteToken: held.token }))).toBe('CAPACITY_TOO_LOW');
  const more = { policyId, coverUntil: null, maxPremium: COVER, minRefund: null };
  const increase = { ...more, coverAmount: 2n * COVER + 4_001n * UNIT };
  expect(gist(await place.send(buyer, 'editPolicy', increase))).toBe('CAPACITY_TOO_LOW');
  expect(gist(await buy(COVER, null))).toBe('DONE');
  expect(await inForce()).toBe(21_000n * UNIT);
});

test('what is cancelled, paid or over makes room again, to the unit', async () => {
  const [first, second, third] = [await bought(COVER), await bought(COVER), await bought(COVER)];
  expect([first, second, third].every((id) => id !== '')).toBe(true);
  expect(await inForce()).toBe(3n * COVER);
  await place.must(buyer, 'cancelPolicy', { policyId: first, minRefund: null });
  await pass(place, world, 2);
  const settled = { poolId: world.poolId, until: place.clock.now, tick: `${ticks++}` };
  await place.must(SYSTEM, 'settleStepOuts', settled);
  expect(await inForce()).toBe(2n * COVER);
  await pass(place, world, 96);
  await payOut(place, await breakPeg(place, world));
  const left = (await policyOf(second))?.coverRemaining ?? 0n;
  expect(left).toBeLessThan(COVER);
  expect(await inForce()).toBe(2n * left);
  await pass(place, world, 70 * 24);
  await place.must(SYSTEM, 'releasePolicies', { productId: world.productId, tick: `${ticks++}` });
  expect(await inForce()).toBe(0n);
});

test('one that is suspended sells nothing, not at held prices; what it sold stands and grows without commission', async () => {
  const policyId = await bought(COVER);
  const held = (await ask(COVER)) as QuoteView;
  await grade({ suspended: true });
  expect(await ask(COVER)).toMatchObject({ code: 'STATUS_FORBIDS', data: { status: 'SUSPENDED' } });
  expect(gist(await buy(COVER))).toBe('STATUS_FORBIDS');
  expect(gist(await place.send(buyer, 'buyPolicies', { quoteToken: held.token }))).toBe('STATUS_FORBIDS');
  // The seller cannot take it back itself.
  const again = { distributorId, name: null, commissionBps: null, active: true };
  await place.must(seller, 'editDistributor', again);
  expect(gist(await buy(COVER))).toBe('STATUS_FORBIDS');
  await pass(place, world, 96);
  const { coverUntil = 0, segments = [] } = (await policyOf(policyId)) ?? {};
  const asked = { policyId, coverAmount: null, coverUntil: null, maxPremium: COVER, minRefund: null };
  await place.must(buyer, 'editPolicy', { ...asked, coverUntil: coverUntil + 30 * DAY_SECONDS });
  await place.must(buyer, 'editPolicy', { ...asked, coverAmount: COVER + 1_000n * UNIT });
  const after = (await policyOf(policyId))?.segments ?? [];
  expect(after[0]?.commission?.premium).toBe(segments[0]?.commission?.premium);
  expect(after[1]?.commission).toBeNull();
  await grade({});
  expect(gist(await buy(COVER))).toBe('DONE');
});

test('governors alone grade, and the audit finds a distributor that says it has sold another amount', async () => {
  expect(gist(await place.send(seller, 'gradeDistributor', { ...grading, grade: 'A' }))).toBe('FORBIDDEN');
  const nobody = { ...grading, distributorId: 'dst_nobody' };
  expect(gist(await place.send(owner, 'gradeDistributor', nobody))).toBe('NOT_FOUND');
  await bought(COVER);
  const commissions = place.database.collection('commissions');
  const one = { _id: commissionIdOf(distributorId, world.assetId) };
  await commissions.updateOne(one, { $set: { cover: encodeInteger(1n) } });
  const { differences } = await auditLedger(place.database);
  await commissions.updateOne(one, { $set: { cover: encodeInteger(COVER) } });
  expect(differences.map(({ collection, field }) => `${collection} ${field}`)).toEqual(['commissions cover']);
});
