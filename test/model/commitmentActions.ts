/** Promises of capital in the model: two who sign, pay or do not pay, and take back. */
import { privateKeyToAccount } from 'viem/accounts';
import { DAY_SECONDS } from '../../src/domain/shared/units.ts';
import { accountIdOf } from '../../src/market/account/registerAccount.ts';
import { type Committer, signedOffer } from '../support/commitments.ts';
import { SYSTEM } from '../support/marketplace.ts';
import { attempt, found, pick, tick } from './attempt.ts';
import { OWNER, type World } from './world.ts';

/** Their wallets are the same in every history, so that one can be played again. */
export const COMMITTERS: readonly Committer[] = ['7', '8'].map((digit) => {
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
  const made = await attempt<{ commitmentId: string }>(world, committer, 'createCommitment', order);
  if (made === null) return;
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
  const { _id: commitmentId, accountId } = pick(made, which);
  const committer = COMMITTERS.find(({ id }) => id === accountId) ?? OWNER;
  await attempt(world, committer, 'cancelCommitment', { commitmentId });
}

/** What was called is collected, given back and ended, as the watcher asks. */
export async function collectCalls(world: World): Promise<void> {
  await attempt(world, SYSTEM, 'collectCommitments', { assetId: world.assetId, tick: tick(world) });
}
