/** Accrual first: every command on a vault hands its income on up to now before it looks at a share. */
import { accrue, dueHours, isBehind } from '../../domain/policy/earning.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import { incomeSegment } from '../../domain/vault/income.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { dueBuckets } from '../earning/dueBuckets.ts';
import { startEarning } from '../earning/earnSegments.ts';
import { incomeOf, unearnedOf } from '../ledger/accounts.ts';
import { payAcross, payIn } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { RetryLater } from '../retryLater.ts';
import type { Draft } from '../sequencer/draft.ts';
import { bookVaultResult, vaultAssets, vaultMark } from './vaultBooks.ts';

/** Earns up to the draft's time and returns the vault as it is then. Throws RetryLater while far behind. */
export function accrueVault(draft: Draft, vaultId: string): VaultDocument {
  const vault = draft.must('vaults', vaultId);
  if (draft.at > vault.earning.accruedTo) {
    if (isBehind(vault.earning, draft.at)) throw new RetryLater(`${vaultId} is being caught up`, 5);
    const buckets = dueBuckets(draft, vaultId, dueHours(vault.earning, draft.at));
    keepDay(draft, vault);
    const { state, earned } = accrue(vault.earning, draft.at, buckets);
    draft.put('vaults', { ...vault, earning: state });
    payIn(draft, unearnedOf(vaultId), vaultId, 'INCOME', earned);
    bookVaultResult(draft, vaultId, 'reserveIncome', earned);
  }
  takeUpIncome(draft, vaultId);
  sweepVault(draft, vaultId);
  return draft.must('vaults', vaultId);
}

/** What has come since the last time begins to reach the shares: all of it within 30 days from now. */
function takeUpIncome(draft: Draft, vaultId: string): void {
  const { assetId } = draft.must('vaults', vaultId);
  const income = draft.balance(incomeOf(vaultId), assetId);
  if (income === 0n) return;
  draft.move(incomeOf(vaultId), unearnedOf(vaultId), assetId, income);
  startEarning(draft, vaultId, incomeSegment(income, draft.at));
}

/** What a vault without shares holds or is handed is the shared fund's: never the next depositor's. */
export function sweepVault(draft: Draft, vaultId: string): void {
  const vault = draft.must('vaults', vaultId);
  if (vault.shares > 0n) return;
  const left = vaultAssets(draft, vault);
  if (left === 0n) return;
  const fundId = reserveIdOf('SHARED_FUND', vault.assetId);
  const to = { reserveId: fundId, source: 'LEFTOVER' } as const;
  payAcross(draft, { reserveId: vaultId, use: 'EXCESS' }, to, left);
}

/** Keeps where a vault stood when the day began, if nobody has accrued it in that day before. */
function keepDay(draft: Draft, vault: VaultDocument): void {
  const { _id: poolId, earning } = vault;
  const day = draft.at - (draft.at % DAY_SECONDS);
  if (earning.accruedTo >= day) return;
  const mark = vaultMark(draft, vault, earning.accruedTo);
  draft.create('poolDays', { _id: `${poolId}/${day}`, version: 0, poolId, day, mark });
}
