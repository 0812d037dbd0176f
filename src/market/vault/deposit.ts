/** Deposits into a vault: shares at net asset value, as a pool gives them. */
import { assetsForShares, sharesForDeposit } from '../../domain/pool/shares.ts';
import { AMOUNT_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { cannotPay, outOfRange } from '../amounts.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import { availableOf, balanceId } from '../ledger/accounts.ts';
import { emptyPosition, positionIdOf } from '../pool/positions.ts';
import { withShares } from '../pool/results.ts';
import { payIn } from '../reserve/flows.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { accrueVault } from './accrue.ts';
import { vaultClosedRefusal, vaultFrozenRefusal } from './stepping.ts';
import { restate, vaultBook, vaultMark } from './vaultBooks.ts';
import { vaultNeeds } from './vaultNeeds.ts';

interface Deposit {
  vaultId: string;
  accountId: string;
  amount: Amount;
  minShares: Amount | null;
}

/** What a deposit into a vault reads and writes. */
export function vaultDepositNeeds(world: World, vaultId: string, accountId: string, at: number): Need[] {
  const assetId = world.peek('vaults', vaultId)?.assetId;
  const available =
    assetId === undefined ? [] : [need('balances', balanceId(availableOf(accountId), assetId))];
  return [
    ...vaultNeeds(world, vaultId, at),
    need('positions', positionIdOf(vaultId, accountId)),
    ...available,
  ];
}

/** Moves the money and gives the shares, or refuses. */
export function depositIntoVault(
  draft: Draft,
  { vaultId, accountId, amount, minShares }: Deposit,
): { positionId: string; shares: Amount; amount: Amount } | Refusal {
  if (draft.get('vaults', vaultId) === null) return refuse('NOT_FOUND', { id: vaultId }, 'into');
  const vault = accrueVault(draft, vaultId);
  const available = draft.balance(availableOf(accountId), vault.assetId);
  const refusal =
    outOfRange(amount, 'amount', wholeUnitOf(draft, vault.assetId)) ??
    vaultClosedRefusal(vault) ??
    vaultFrozenRefusal(vault, 0n, draft.at) ??
    cannotPay(available, amount, vault.assetId, 'amount');
  if (refusal !== null) return refusal;
  const book = vaultBook(draft, vault);
  // Shares outgrow amounts a thousandfold: a deposit is bounded by them too.
  const range = outOfRange(amount, 'amount', 1n, assetsForShares(AMOUNT_MAX - vault.shares, book));
  if (range !== null) return range;
  const shares = sharesForDeposit(amount, book);
  const wanted = maximum(1n, minShares ?? 1n);
  if (shares < wanted) return refuse('SHARES_BELOW_LIMIT', { actual: shares, limit: wanted }, 'minShares');
  const mark = vaultMark(draft, vault, draft.at);
  const opening = vault.shares === 0n ? mark : vault.opening;
  payIn(draft, availableOf(accountId), vaultId, 'DEPOSIT', amount);
  draft.put('vaults', { ...vault, shares: vault.shares + shares, opening });
  const positionId = positionIdOf(vaultId, accountId);
  const before = draft.get('positions', positionId) ?? emptyPosition(vaultId, accountId, draft.at);
  draft.put('positions', {
    ...withShares(before, before.shares + shares, mark),
    deposited: before.deposited + amount,
  });
  restate(draft, vaultId);
  draft.emit({
    type: 'reserve.replenished',
    node: vaultId,
    also: [positionId, accountId],
    changes: { amount: `${amount}`, source: 'DEPOSIT', shares: `${shares}` },
  });
  return { positionId, shares, amount };
}
