import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../../src/market/command.ts';
import { availableOf } from '../../../src/market/ledger/accounts.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { breakPeg, buy, pass, payOut } from '../../support/depeg.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { stored } from '../queries/reading.ts';

const COVER = 10_000n * UNIT;
const DEAR = 100_000n * UNIT;

let place: Marketplace;
let world: ReadyWorld;
let holder: Principal;
let policyId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  [holder] = world.buyers as [Principal];
  [policyId = ''] = await buy(place, holder, world.productId, COVER, 60);
  await pass(place, world, 96);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

interface Edited {
  charged: bigint;
  refunded: bigint;
  fee: bigint;
  waitingUntil: number | null;
  cancelledPolicyId: string | null;
}
const asked = (change: object, id = policyId) => ({
  ...{ policyId: id, coverAmount: null, coverUntil: null, maxPremium: DEAR, minRefund: null },
  ...change,
});
const mustEdit = (change: object) => place.must<Edited>(holder, 'editPolicy', asked(change));
const refusal = (outcome: Outcome) =>
  outcome.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome;
const mine = () => stored(place, availableOf(holder.id), world.assetId);
async function policyOf(id = policyId) {
  const [policy] = await loadByIds(place.database, 'policies', [id]);
  if (policy === undefined) throw new Error(`${id} is gone`);
  return policy;
}
const coverOfPool = async () =>
  (await loadByIds(place.database, 'pools', [world.poolId]))[0]?.products[0]?.cover;
/** Days pass calmly, and the pool earns meanwhile, as the watcher has it do every hour. */
async function days(count: number): Promise<void> {
  for (let left = count * 24; left > 0; left -= 480) {
    await pass(place, world, Math.min(left, 480));
    await place.must(SYSTEM, 'accruePool', { poolId: world.poolId, tick: ticks++ });
  }
}
let ticks = 0;
const settle = () =>
  place.must<{ done: number; void: number }>(SYSTEM, 'settleStepOuts', {
    ...{ poolId: world.poolId, until: place.clock.now, tick: `${ticks++}` },
  });
const payouts = async (id: string) =>
  (await policyOf(id)).decisions.map(({ due, reason }) => ({ due, reason }));

describe('a split', () => {
  const split = (coverAmount: bigint, toAddress = addressOf(holder)) =>
    place.send(holder, 'transferPolicy', { policyId, toAddress, coverAmount });

  test('makes two policies of one, on the same terms, that are paid as much together', async () => {
    const whole = await policyOf();
    const outcome = await split(COVER / 5n);
    const [, partId = ''] = outcome.kind === 'DONE' ? (outcome.answer.policyIds as string[]) : [];
    const [rest, part] = [await policyOf(), await policyOf(partId)];
    expect([rest.coverAmount, part.coverAmount]).toEqual([(4n * COVER) / 5n, COVER / 5n]);
    expect(rest.premium + part.premium).toBe(whole.premium);
    for (const half of [rest, part]) {
      const { terms, boughtAt, coverFrom, coverUntil, accountId, pending } = whole;
      expect(half).toMatchObject({ terms, boughtAt, coverFrom, coverUntil, accountId, pending });
    }
    expect(await coverOfPool()).toBe(COVER);
    await payOut(place, await breakPeg(place, world));
    const due = [...(await payouts(policyId)), ...(await payouts(partId))].map((payout) => payout.due);
    expect(due).toEqual([(2n * COVER) / 5n, COVER / 10n]);
  });

  test('to another account gives that part away, once it is decided that no breach began before', async () => {
    const [, taker] = world.buyers as [Principal, Principal];
    const outcome = await split(COVER / 5n, addressOf(taker));
    const [, partId = ''] = outcome.kind === 'DONE' ? (outcome.answer.policyIds as string[]) : [];
    expect(await policyOf(partId)).toMatchObject({ accountId: holder.id, pending: { kind: 'TRANSFER' } });
    await pass(place, world, 2);
    expect(await settle()).toEqual({ done: 1, void: 0 });
    expect(await policyOf(partId)).toMatchObject({ accountId: taker.id, coverAmount: COVER / 5n });
    expect(await policyOf()).toMatchObject({ accountId: holder.id, coverAmount: (4n * COVER) / 5n });
  });

  test('leaves both with the least cover that is sold', async () => {
    const bounds = { minimum: 10n * UNIT, maximum: COVER - 10n * UNIT };
    for (const amount of [10n * UNIT - 1n, COVER - 10n * UNIT + 1n])
      expect(refusal(await split(amount))).toMatchObject({ code: 'AMOUNT_OUT_OF_RANGE', ...bounds });
  });
});

describe('a policy that goes on by itself', () => {
  const renew = () =>
    place.must<{ renewed: number; refused: number }>(SYSTEM, 'renewPolicies', {
      ...{ productId: world.productId, from: place.clock.now, until: place.clock.now + DAY_SECONDS },
      ...{ after: '', tick: `${ticks++}` },
    });
  const agree = (percent: bigint) => mustEdit({ autoRenew: { maxAnnualRateWad: (percent * WAD) / 100n } });

  test('is renewed on its last day, for as long again, at the price of an extension', async () => {
    const { coverUntil, coverFrom } = await policyOf();
    expect(await agree(20n)).toMatchObject({ charged: 0n });
    await days(54.75);
    expect(await renew()).toEqual({ renewed: 0, refused: 0 });
    await pass(place, world, 12);
    const before = await mine();
    expect(await renew()).toEqual({ renewed: 1, refused: 0 });
    expect(await policyOf()).toMatchObject({ coverUntil: coverUntil + (coverUntil - coverFrom) });
    expect(await mine()).toBeLessThan(before);
    expect(await renew()).toEqual({ renewed: 0, refused: 0 });
  });

  test('says why it cannot go on, once for each reason, and goes on when it can', async () => {
    await agree(1n);
    await days(55.5);
    expect(await renew()).toEqual({ renewed: 0, refused: 1 });
    expect(await policyOf()).toMatchObject({ autoRenew: { refused: 'PRICE_ABOVE_LIMIT' } });
    const { version } = await policyOf();
    await renew();
    expect(await policyOf()).toMatchObject({ version });
    await agree(20n);
    expect(await renew()).toEqual({ renewed: 1, refused: 0 });
    expect(await policyOf()).toMatchObject({ autoRenew: { refused: null } });
  });

  test('ends like any other once that is taken back', async () => {
    await agree(20n);
    await mustEdit({ autoRenew: null });
    await days(55.5);
    expect(await renew()).toEqual({ renewed: 0, refused: 0 });
  });
});

const addressOf = (principal: Principal) => (principal as Principal & { address: string }).address;
