/** What holders do with their policies in the model. */
import { allocationsOf } from '../../src/domain/policy/policySegment.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { Principal } from '../../src/market/command.ts';
import type { StateDocuments } from '../../src/store/collections.ts';
import { loadByIds } from '../../src/store/load.ts';
import { SYSTEM } from '../support/marketplace.ts';
import { add, all, attempt, personOf, pick, tick } from './attempt.ts';
import { PEOPLE, type World } from './world.ts';

export async function cancelCover(world: World, which: number): Promise<void> {
  const open = (await all(world, 'policies')).filter(({ end }) => end === null);
  if (open.length === 0) return;
  const { _id: policyId, accountId } = pick(open, which);
  await attempt(world, personOf(accountId), 'cancelPolicy', { policyId, minRefund: null });
}

type Policy = StateDocuments['policies'];

/** One of the policies that have not ended, with its holder. */
async function openOne(world: World, which: number): Promise<{ policy: Policy; holder: Principal } | null> {
  const open = (await all(world, 'policies')).filter(({ end }) => end === null);
  if (open.length === 0) return null;
  const policy = pick(open, which);
  return { policy, holder: personOf(policy.accountId) };
}

/** What the pools of a policy have been paid for it. */
async function paidFor(world: World, policyId: string): Promise<Map<string, bigint>> {
  const paid = new Map<string, bigint>();
  for (const { segments } of await loadByIds(world.place.database, 'policies', [policyId]))
    for (const { poolId, premium } of allocationsOf(segments)) add(paid, poolId, premium);
  return paid;
}

async function addTo(world: World, which: number, change: (policy: Policy) => object): Promise<void> {
  const found = await openOne(world, which);
  if (found === null) return;
  const { policy, holder } = found;
  const nothing = { coverAmount: null, coverUntil: null, maxPremium: 10n ** 15n, minRefund: null };
  const before = await paidFor(world, policy._id);
  const order = { policyId: policy._id, ...nothing, ...change(policy) };
  const done = await attempt<{ charged: bigint }>(world, holder, 'editPolicy', order);
  if (done === null || done.charged === 0n) return;
  add(world.tally.spent, holder.id, done.charged);
  for (const [poolId, premium] of await paidFor(world, policy._id))
    add(world.tally.premiums, poolId, premium - (before.get(poolId) ?? 0n));
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
  const due = (await all(world, 'policies')).filter((policy) => policy.open && policy.autoRenew !== null);
  const before = await Promise.all(due.map(({ _id }) => paidFor(world, _id)));
  const step = { productId: pick(world.products, what), from: now, until: now + 86_400, after: '' };
  if ((await attempt(world, SYSTEM, 'renewPolicies', { ...step, tick: `${tick(world)}` })) === null) return;
  for (const [index, { _id, accountId }] of due.entries()) {
    for (const [poolId, premium] of await paidFor(world, _id)) {
      const charged = premium - (before[index]?.get(poolId) ?? 0n);
      add(world.tally.spent, accountId, charged);
      add(world.tally.premiums, poolId, charged);
    }
  }
}

export async function split(world: World, which: number, percent: number, who: number): Promise<void> {
  const found = await openOne(world, which);
  if (found === null) return;
  const { policy, holder } = found;
  const coverAmount = (policy.coverAmount * BigInt(percent)) / 100n;
  const { address: toAddress } = pick(PEOPLE, who);
  await attempt(world, holder, 'transferPolicy', { policyId: policy._id, toAddress, coverAmount });
}

export async function transferCover(world: World, which: number, who: number): Promise<void> {
  const open = (await all(world, 'policies')).filter(({ end }) => end === null);
  if (open.length === 0) return;
  const { _id: policyId, accountId } = pick(open, which);
  const { address: toAddress } = pick(PEOPLE, who);
  await attempt(world, personOf(accountId), 'transferPolicy', { policyId, toAddress, coverAmount: null });
}

/** Whoever asked to step out by some hours ago. */
export async function settleStepOuts(world: World, where: number, hoursAgo: number): Promise<void> {
  const until = world.place.clock.now - hoursAgo * HOUR_SECONDS;
  const input = { poolId: pick(world.pools, where), until, tick: `${tick(world)}` };
  await attempt(world, SYSTEM, 'settleStepOuts', input);
}
