/** What holders do with their policies in the model. */
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { StateDocuments } from '../../src/store/collections.ts';
import { SYSTEM } from '../support/marketplace.ts';
import { add, attempt, attemptAll, countPremiums, journalOf, openPolicy, pick, tick } from './attempt.ts';
import type { World } from './world.ts';

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
  const edited = await attemptAll<{ charged: bigint }>(world, [[holder, 'editPolicy', order]]);
  add(world.tally.spent, holder.id, edited[0]?.answer.charged ?? 0n);
  await countPremiums(world, edited);
}

export const increase = (world: World, which: number, cover: bigint) =>
  addTo(world, which, ({ coverAmount }) => ({ coverAmount: coverAmount + cover }));

export const extend = (world: World, which: number, days: number) =>
  addTo(world, which, ({ coverUntil }) => ({ coverUntil: coverUntil + days * 86_400 }));

export const decrease = (world: World, which: number, percent: number) =>
  addTo(world, which, ({ coverAmount }) => ({ coverAmount: (coverAmount * BigInt(percent)) / 100n }));

export const agreeToRenew = (world: World, which: number, percent: number) =>
  addTo(world, which, () => ({ autoRenew: { maxAnnualRateWad: (BigInt(percent) * WAD) / 100n } }));

/** Policies that go on by themselves and end within a day: their stories say what their holders pay. */
export async function renew(world: World, what: number): Promise<void> {
  const { now } = world.place.clock;
  const step = { productId: pick(world.products, what), from: now, until: now + 86_400, after: '' };
  const done = await attemptAll(world, [[SYSTEM, 'renewPolicies', { ...step, tick: `${tick(world)}` }]]);
  for (const { type, also, changes } of (await journalOf(world, done)).flatMap(({ events }) => events))
    if (type === 'policy.renewed') add(world.tally.spent, also[0] ?? '', BigInt(changes.premium as string));
  await countPremiums(world, done);
}

export async function split(world: World, which: number, percent: number, who: number): Promise<void> {
  const one = await openPolicy(world, which);
  if (one === null) return;
  const { policy, holder } = one;
  const coverAmount = (policy.coverAmount * BigInt(percent)) / 100n;
  const { address: toAddress } = pick(world.people, who);
  await attempt(world, holder, 'transferPolicy', { policyId: policy._id, toAddress, coverAmount });
}

export async function transferCover(world: World, which: number, who: number): Promise<void> {
  const one = await openPolicy(world, which);
  if (one === null) return;
  const { address: toAddress } = pick(world.people, who);
  const gift = { policyId: one.policy._id, toAddress, coverAmount: null };
  await attempt(world, one.holder, 'transferPolicy', gift);
}

/** Whoever asked to step out by some hours ago. */
export async function settleStepOuts(world: World, where: number, hoursAgo: number): Promise<void> {
  const until = world.place.clock.now - hoursAgo * HOUR_SECONDS;
  const input = { poolId: pick(world.pools, where), until, tick: `${tick(world)}` };
  await attempt(world, SYSTEM, 'settleStepOuts', input);
}
