/** Commitments of wallets that really sign. */
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { DAY_SECONDS } from '../../src/domain/shared/units.ts';
import { accountIdOf } from '../../src/market/account/registerAccount.ts';
import type { Principal } from '../../src/market/command.ts';
import { typedDataOf } from '../../src/market/commitment/promise.ts';
import { reserveIdOf } from '../../src/market/reserve/reserveId.ts';
import type { CommitmentDocument } from '../../src/store/documents/commitments.ts';
import { loadByIds } from '../../src/store/load.ts';
import { type Marketplace, person, SYSTEM } from './marketplace.ts';

export interface Committer extends Principal {
  wallet: PrivateKeyAccount;
}

/** Somebody new with a wallet and an account. */
export async function committer(place: Marketplace): Promise<Committer> {
  const wallet = privateKeyToAccount(generatePrivateKey());
  await place.must(SYSTEM, 'registerAccount', { address: wallet.address, roles: [] });
  return { id: accountIdOf(wallet.address), roles: [], system: false, wallet };
}

/** What a commitment is made of, signed by a wallet, as the command takes it. */
export async function signedOffer(
  place: Marketplace,
  { wallet }: Pick<Committer, 'wallet'>,
  assetId: string,
  amount: bigint,
  expiresAt = place.clock.now + 365 * DAY_SECONDS,
) {
  const reserveId = reserveIdOf('SHARED_FUND', assetId);
  const order = { reserveId, amount, expiresAt };
  const signature = await wallet.signTypedData(typedDataOf({ ...order, chainId: 1 }));
  return { ...order, signature: signature.toLowerCase(), signer: wallet.address };
}

/** Offers a commitment. Its id. */
export async function offer(
  place: Marketplace,
  who: Committer,
  assetId: string,
  amount: bigint,
  expiresAt?: number,
): Promise<string> {
  const order = await signedOffer(place, who, assetId, amount, expiresAt);
  const { commitmentId } = await place.must<{ commitmentId: string }>(who, 'createCommitment', order);
  return commitmentId;
}

/** The one owner accepts it. */
export function accept(place: Marketplace, commitmentId: string) {
  return place.send(person(1, ['OWNER']), 'propose', {
    ...{ reason: 'Its committer is known', chainId: 1 },
    changes: [{ kind: 'acceptCommitment', input: { commitmentId } }],
  });
}

/** A commitment as it is kept. */
export async function commitmentOf(place: Marketplace, commitmentId: string): Promise<CommitmentDocument> {
  const [found] = await loadByIds(place.database, 'commitments', [commitmentId]);
  if (found === undefined) throw new Error(`${commitmentId} is gone`);
  return found;
}
