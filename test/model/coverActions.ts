/** What holders do with their policies in the model. */
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { StateDocuments } from '../../src/store/collections.ts';
import { loadByIds } from '../../src/store/load.ts';
import { SYSTEM } from '../support/marketplace.ts';
import { add, attempt, found, OPEN, openPolicy, pick, premiumsOf, tick } from './attempt.ts';
import { PEOPLE, type World } from './world.ts';

export async function cancelCover(world: World, which: number): Promise<void> {
  const one = await openPolicy(world, which);
  if (one === null) return;
  await attempt(world, one.holder, 'cancelPolicy', { policyId: one.policy._id, minRefund: null });
}

type Policy = StateDocuments['policies'];

async function addTo(world: World, which: number, change: (policy: Policy) => object): Promise<void> {
  const one = await openPolicy(world, which);
  if (one === null) return;
  const { policy, holder } = one;
  const nothing = { coverAmount: null, coverUntil: null, maxPremium: 10n ** 15n, minRefund: null };
  const order = { policyId: policy._id, ...nothing, ...change(policy) };
  const done = await attempt<{ charged: bigint }>(world, holder, 'editPolicy', order);
  if (done === null || done.charged === 0n) return;
  add(world.tally.spent, holder.id, done.charged);
  await countAdded(world, [policy]);
}

/** Counts what has been added to policies since they were read, by pool; answers it by policy. */
async function countAdded(world: World, before: readonly Policy[]): Promise<Map<string, bigint>> {
  const charged = new Map<string, bigint>();
  const after = await loadByIds(
    world.place.database,
    'policies',
    before.map(({ _id }) => _id),
  );
  for (const policy of before) {
    const paid = premiumsOf(policy);
    const now = after.find(({ _id }) => _id === policy._id) ?? policy;
    for (const [poolId, premium] of premiumsOf(now)) {
      const added = premium - (paid.get(poolId) ?? 0n);
      add(world.tally.premiums, poolId, added);
      add(charged, policy._id, added);
    }
  }
  return charged;
}

export const increase = (world: World, which: number, cover: bigint) =>
  addTo(world, which, ({ coverAmount }) => ({ coverAmount: coverAmount + cover }));

export const extend = (world: World, which: number, days: number) =>
  addTo(world, which, ({ coverUntil }) => ({ coverUntil: coverUntil + days * 86_400 }));

export const decrease = (world: World, which: number, percent: number) =>
  addTo(world, which, ({ coverAmount }) => ({ coverAmount: (coverAmount * BigInt(percent)) / 100n }));

export const agreeToRenew = (world: World, which: number, percent: number) =>
  addTo(world, which, () => ({ autoRenew: { maxAnnualRateWad: (BigInt(percent) * WAD) / 100n } }));

/** Policies that go on by themselves and end within a day: what they cost shows in their holders' balances. */
export async function renew(world: World, what: number): Promise<void> {
  const { now } = world.place.clock;
  const filter = { ...OPEN.policies, productId: { $in: world.products }, autoRenew: { $ne: null } };
  const due = await found(world, 'policies', filter);
  const step = { productId: pick(world.products, what), from: now, until: now + 86_400, after: '' };
  if ((await attempt(world, SYSTEM, 'renewPolicies', { ...step, tick: `${tick(world)}` })) === null) return;
  const charged = await countAdded(world, due);
  for (const { _id, accountId } of due) add(world.tally.spent, accountId, charged.get(_id) ?? 0n);
}

export async function split(world: World, which: number, percent: number, who: number): Promise<void> {
  const one = await openPolicy(world, which);
  if (one === null) return;
  const { policy, holder } = one;
  const coverAmount = (policy.coverAmount * BigInt(percent)) / 100n;
  const { address: toAddress } = pick(PEOPLE, who);
  await attempt(world, holder, 'transferPolicy', { policyId: policy._id, toAddress, coverAmount });
}

export async function transferCover(world: World, which: number, who: number): Promise<void> {
  const one = await openPolicy(world, which);
  if (one === null) return;
  const { address: toAddress } = pick(PEOPLE, who);
  const gift = { policyId: one.policy._id, toAddress, coverAmount: null };
  await attempt(world, one.holder, 'transferPolicy', gift);
}

/** Whoever asked to step out by some hours ago. */
export async function settleStepOuts(world: World, where: number, hoursAgo: number): Promise<void> {
  const until = world.place.clock.now - hoursAgo * HOUR_SECONDS;
  const input = { poolId: pick(world.pools, where), until, tick: `${tick(world)}` };
  await attempt(world, SYSTEM, 'settleStepOuts', input);
}
