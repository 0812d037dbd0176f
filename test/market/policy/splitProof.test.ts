import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allocationsOf } from '../../../src/domain/policy/policySegment.ts';
import { cancellationOf } from '../../../src/domain/policy/refund.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import type { Principal } from '../../../src/market/command.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { buy, pass } from '../../support/depeg.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  UNIT,
} from '../../support/marketplace.ts';

const DEAR = 100_000n * UNIT;

let place: Marketplace;
let world: ReadyWorld;
let holder: Principal;
let policyId: string;
beforeAll(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place);
  [holder] = world.buyers as [Principal];
  // Up to the kink, so that the next unit is dearer than the one before it.
  for (let count = 0; count < 6; count += 1)
    await buy(place, world.buyers[1] as Principal, world.productId, 110_000n * UNIT, 60);
  [policyId = ''] = await buy(place, holder, world.productId, 10_000n * UNIT, 60);
  await pass(place, world, 96);
});
afterAll(() => place.stop());

/** What a command would answer now. */
async function dry<Answer>(command: string, input: object): Promise<Answer> {
  const outcome = await place.market.submit({
    ...{ command, input, principal: holder, idempotencyKey: null, dryRun: true },
  });
  if (outcome.kind !== 'DONE') throw new Error(JSON.stringify(outcome, (_key, value) => `${value}`));
  return outcome.answer as Answer;
}

const priceOf = async (covers: readonly bigint[], termSeconds: number) => {
  const items = covers.map((coverAmount) => ({ productId: world.productId, coverAmount, termSeconds }));
  return (await dry<{ premium: bigint }>('buyPolicies', { items, maxPremium: DEAR })).premium;
};
const cover = fc.bigInt(10n * UNIT, 33_000n * UNIT);
const term = fc.integer({ min: 10 * DAY_SECONDS, max: 365 * DAY_SECONDS });

test('splitting an order never pays, and costs no more than a unit a part', async () => {
  const parts = fc.array(cover, { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(parts, term, async (covers, termSeconds) => {
      const whole = covers.reduce((sum, part) => sum + part, 0n);
      const [split, single] = [await priceOf(covers, termSeconds), await priceOf([whole], termSeconds)];
      expect(split).toBeGreaterThanOrEqual(single);
      expect(split).toBeLessThanOrEqual(single + BigInt(covers.length));
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('an increase costs what an additional purchase does, whatever it adds', async () => {
  const [policy] = await loadByIds(place.database, 'policies', [policyId]);
  const { coverAmount = 0n, coverUntil = 0 } = policy ?? {};
  const left = coverUntil - place.clock.now;
  const nothing = { policyId, coverUntil: null, maxPremium: DEAR, minRefund: null };
  await fc.assert(
    fc.asyncProperty(cover, async (added) => {
      const { charged } = await dry<{ charged: bigint }>('editPolicy', {
        ...{ ...nothing, coverAmount: coverAmount + added },
      });
      expect(charged).toBe(await priceOf([added], left));
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('a decrease gives back what a cancellation of that part would, to a unit, and never what is earned', async () => {
  const [policy] = await loadByIds(place.database, 'policies', [policyId]);
  const { coverAmount: bought = 0n, segments = [] } = policy ?? {};
  const [carried] = allocationsOf(segments);
  const whole = cancellationOf(carried?.earning ?? [], place.clock.now);
  const nothing = { policyId, coverUntil: null, maxPremium: null, minRefund: null };
  await fc.assert(
    fc.asyncProperty(fc.bigInt(1n, bought - 10n * UNIT), async (removed) => {
      const { refunded, fee } = await dry<{ refunded: bigint; fee: bigint }>('editPolicy', {
        ...{ ...nothing, coverAmount: bought - removed },
      });
      const part = (amount: bigint) => (amount * removed) / bought;
      expect(refunded).toBeLessThanOrEqual(part(whole.refund) + 1n);
      expect(refunded + 2n).toBeGreaterThanOrEqual(part(whole.refund));
      expect(refunded + fee).toBeLessThanOrEqual(part(whole.refund + whole.fee) + 1n);
    }),
    { numRuns: 60 },
  );
}, 60_000);
