/** What holds behind pools after every step: of the vault, of claims, of the treasury. */
import { paidInOf } from '../../src/domain/commitment/calls.ts';
import { assetsForShares } from '../../src/domain/pool/shares.ts';
import { availableOf, balanceId, reserveOf } from '../../src/market/ledger/accounts.ts';
import type { StateDocuments } from '../../src/store/collections.ts';
import { COMMITTERS } from './commitmentActions.ts';
import { STAKER, type World } from './world.ts';

type Books = {
  [Name in
    | 'balances'
    | 'positions'
    | 'vaults'
    | 'recoveryClaims'
    | 'reserves'
    | 'commitments'
    | 'lossEvents']: StateDocuments[Name][];
};

/** What claims of somebody have been repaid. */
export const repaidTo = (accountId: string, { recoveryClaims }: Pick<Books, 'recoveryClaims'>): bigint =>
  recoveryClaims
    .filter((claim) => claim.accountId === accountId)
    .reduce((sum, { repaid }) => sum + repaid, 0n);

/** Stakers get out what they put in, and of income what the vault has had; a loss is nobody's gain. */
export function stakersTakeNoMoreThanTheIncome({
  balances,
  positions,
  vaults,
}: Pick<Books, 'balances' | 'positions' | 'vaults'>): void {
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

/** Who promised capital has lost exactly what losses took of it: all else is theirs, or lies in the reserve. */
export function committersLoseWhatWasUsed(
  { done }: World,
  { balances, commitments }: Pick<Books, 'balances' | 'commitments'>,
): void {
  for (const { id } of COMMITTERS) {
    const given = done.filter(
      ({ command, input }) =>
        command === 'creditAccount' && (input as { accountId: string }).accountId === id,
    );
    const came = given.reduce((sum, { input }) => sum + (input as { amount: bigint }).amount, 0n);
    const held = balances.filter(({ account }) => account === availableOf(id));
    const own = commitments.filter(({ accountId }) => accountId === id);
    const gone = own.reduce((sum, one) => sum + one.used + paidInOf(one), 0n);
    const left = held.reduce((sum, { amount }) => sum + amount, 0n);
    if (left !== came - gone) throw new Error(`${id} was given ${came}, gave ${gone} and has ${left}`);
  }
}

/**
 * Before claimants lose anything, all that was paid in of promises is given; and what is still owed of them is
 * no more than what nobody bore.
 */
export function promisesAreKeptBeforeHaircuts({
  commitments,
  lossEvents,
}: Pick<Books, 'commitments' | 'lossEvents'>): void {
  const calls = commitments.flatMap((commitment) => commitment.calls);
  for (const { _id, layers, debits, haircuts } of lossEvents) {
    const haircut = haircuts.reduce((sum, amount) => sum + amount, 0n);
    const owed = calls
      .filter(({ lossEventId }) => lossEventId === _id)
      .reduce((sum, { amount }) => sum + amount, 0n);
    if (owed > haircut) throw new Error(`${owed} is owed for ${_id}, and ${haircut} was borne by nobody`);
    const paidIn = layers.find(({ kind }) => kind === 'COMMITMENTS');
    const given = debits.filter(({ layer }) => layer === paidIn?.id);
    const used = given.reduce((sum, { amount }) => sum + amount, 0n);
    if (haircut > 0n && paidIn !== undefined && used !== paidIn.balance)
      throw new Error(`${_id} cut ${haircut}, and ${used} of ${paidIn.balance} paid in were used`);
  }
}

/** Nobody is repaid more than is owed, and a fund owes exactly what its claims say: to the unit. */
export function claimsAreNeverOverpaid({ recoveryClaims }: Pick<Books, 'recoveryClaims'>): void {
  for (const { _id, amount, repaid } of recoveryClaims)
    if (repaid > amount) throw new Error(`${_id} of ${amount} was repaid ${repaid}`);
}
