/** Promises of capital in the model: four who sign, pay, pay late or do not pay, and take back. */
import { privateKeyToAccount } from 'viem/accounts';
import { calledOf, paidInOf } from '../../src/domain/commitment/calls.ts';
import { DAY_SECONDS } from '../../src/domain/shared/units.ts';
import { accountIdOf } from '../../src/market/account/registerAccount.ts';
import { type Committer, signedOffer } from '../support/commitments.ts';
import { SYSTEM, UNIT } from '../support/marketplace.ts';
import * as act from './actions.ts';
import { attempt, found, pick, tick } from './attempt.ts';
import { foundAnew } from './opening.ts';
import * as watcher from './watcherActions.ts';
import { OWNER, type World } from './world.ts';

/** Their wallets are the same in every history, so that one can be played again. */
export const COMMITTERS: readonly Committer[] = ['6', '7', '8', '9'].map((digit) => {
  const wallet = privateKeyToAccount(`0x${digit.repeat(64)}`);
  return { id: accountIdOf(wallet.address), roles: [], system: false, wallet };
});

/** One of them promises, has a part of it, and the owner accepts it. */
export async function commit(
  world: World,
  which: number,
  amount: bigint,
  days: number,
  percent: number,
): Promise<void> {
  const { place, assetId } = world;
  const committer = pick(COMMITTERS, which);
  await attempt(world, SYSTEM, 'registerAccount', { address: committer.wallet.address, roles: [] });
  const expiresAt = place.clock.now + days * DAY_SECONDS;
  const order = await signedOffer(place, committer, assetId, amount, expiresAt);
  const wasInDefault = await isInDefault(world, committer.id);
  const made = await attempt<{ commitmentId: string }>(world, committer, 'createCommitment', order);
  if (made === null) return;
  if (wasInDefault) throw new Error(`${committer.id} is in default, and promises more`);
  await fundCommitter(world, which, (amount * BigInt(percent)) / 100n);
  const change = { kind: 'acceptCommitment', input: { commitmentId: made.commitmentId } };
  await attempt(world, OWNER, 'propose', { reason: 'Known', chainId: 1, changes: [change] });
}

/** Money comes to one of them, before a call or after it. */
export async function fundCommitter(world: World, which: number, amount: bigint): Promise<void> {
  const { id: accountId } = pick(COMMITTERS, which);
  const funds = { accountId, assetId: world.assetId, amount, reference: 'model' };
  await attempt(world, SYSTEM, 'creditAccount', funds);
}

export async function uncommit(world: World, which: number): Promise<void> {
  const made = await found(world, 'commitments', {});
  if (made.length === 0) return;
  const { _id: commitmentId, accountId, status } = pick(made, which);
  const committer = COMMITTERS.find(({ id }) => id === accountId) ?? OWNER;
  const isBound = status !== 'OFFERED' && (await isInDefault(world, accountId));
  const done = await attempt(world, committer, 'cancelCommitment', { commitmentId });
  if (isBound && done !== null) throw new Error(`${accountId} is in default, and takes ${commitmentId} back`);
}

const isInDefault = async (world: World, accountId: string): Promise<boolean> =>
  (await found(world, 'commitments', { accountId, status: 'DEFAULTED' })).length > 0;

/**
 * All promise, all that can be sold is sold, and all pegs break: losses reach the promises. A part of what was
 * called is there at once, a part comes some hours later, a part after the last payment, and the rest never.
 */
export async function callAll(
  world: World,
  price: number,
  hours: number,
  parts: readonly number[],
): Promise<void> {
  const [first = 0, second = 0, third = 0] = parts;
  await foundAnew(world);
  await watcher.recover(world);
  for (const which of COMMITTERS.keys())
    await commit(world, which, BigInt(which + 1) * 5_000n * UNIT, 60, which % 2 === 0 ? first : 0);
  // The pool of one sells first what both may sell; what is sold after that is the other's.
  for (const who of [0, 1]) await act.buyAll(world, who, 20);
  await watcher.pass(world, 8, world.feeds.length, Array<number>(4).fill(price));
  await watcher.openIncidents(world);
  await watcher.pass(world, hours, 0, []);
  await payOf(world, second);
  await watcher.recover(world);
  await watcher.recover(world);
  await payOf(world, third);
}

/** A part of what each lacks comes, and is collected. */
async function payOf(world: World, percent: number): Promise<void> {
  for (const [which, { id: accountId }] of COMMITTERS.entries()) {
    const own = await found(world, 'commitments', { accountId });
    const lacking = own.reduce((sum, one) => sum + calledOf(one) - paidInOf(one), 0n);
    await fundCommitter(world, which, (lacking * BigInt(percent)) / 100n);
  }
  await collectCalls(world);
}

/** What was called is collected, given back and ended, as the watcher asks. */
export async function collectCalls(world: World): Promise<void> {
  await attempt(world, SYSTEM, 'collectCommitments', { assetId: world.assetId, tick: tick(world) });
}
