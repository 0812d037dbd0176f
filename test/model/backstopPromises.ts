/** What holds behind pools after every step: of the vault, of claims, of the treasury. */
import { assetsForShares } from '../../src/domain/pool/shares.ts';
import { balanceId, reserveOf } from '../../src/market/ledger/accounts.ts';
import type { StateDocuments } from '../../src/store/collections.ts';
import { STAKER } from './world.ts';

type Books = {
  [Name in 'balances' | 'positions' | 'vaults' | 'recoveryClaims' | 'reserves']: StateDocuments[Name][];
};

/** What claims of somebody have been repaid. */
export const repaidTo = (accountId: string, { recoveryClaims }: Pick<Books, 'recoveryClaims'>): bigint =>
  recoveryClaims
    .filter((claim) => claim.accountId === accountId)
    .reduce((sum, { repaid }) => sum + repaid, 0n);

/** Stakers get out what they put in, and of income what the vault has had; a loss is nobody's gain. */
export function stakersTakeNoMoreThanTheIncome({ balances, positions, vaults }: Books): void {
  for (const vault of vaults) {
    const { _id, assetId, shares, holds, results } = vault;
    const held = balances.find((balance) => balance._id === balanceId(reserveOf(_id), assetId))?.amount ?? 0n;
    const assets = holds.reduce((sum, { amount }) => sum + amount, held);
    const own = positions.filter(({ poolId, accountId }) => poolId === _id && accountId === STAKER.id);
    const made = own.reduce(
      (sum, one) => sum + one.withdrawn + assetsForShares(one.shares, { assets, shares }) - one.deposited,
      0n,
    );
    if (made > results.amounts.reserveIncome)
      throw new Error(
        `${_id} has had ${results.amounts.reserveIncome} of income, and its staker made ${made}`,
      );
  }
}

/** Nobody is repaid more than is owed, and a fund owes exactly what its claims say: to the unit. */
export function claimsAreNeverOverpaid({ recoveryClaims }: Books): void {
  for (const { _id, amount, repaid } of recoveryClaims)
    if (repaid > amount) throw new Error(`${_id} of ${amount} was repaid ${repaid}`);
}
