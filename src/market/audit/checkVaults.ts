/** Vaults: what they say of their shares, their income and their losses, against balances and documents. */
import { type BySource, NO_RESULTS } from '../../domain/pool/results.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { Books, VaultBook } from './books.ts';
import type { Findings } from './findings.ts';

/** Checks every vault. The books have been filled from positions and withdrawals. */
export async function checkVaults(
  view: Database,
  findings: Findings,
  { vaults }: Books,
): Promise<{ vaults: number }> {
  const lost = new Map<string, Amount>();
  for await (const row of readRows(view, 'vaultLosses', { sort: { vaultId: 1, _id: 1 } })) {
    findings.look('vaultLosses', row, ({ vaultId, lossEventId, slashed, covered, incidents }) => {
      findings.compare('vaultLosses', row.id, '_id', `${vaultId}/${lossEventId}`, row.id);
      if (!vaults.has(vaultId))
        findings.note('vaultLosses', row.id, 'vaultId', 'a vault that exists', vaultId);
      if (covered > slashed) findings.note('vaultLosses', row.id, 'covered', `${slashed} or less`, covered);
      const told = incidents.reduce((sum, { amount }) => sum + amount, 0n);
      if (incidents.length > 0) findings.compare('vaultLosses', row.id, 'incidents', slashed, told);
      lost.set(vaultId, (lost.get(vaultId) ?? 0n) + slashed);
    });
  }
  for (const [vaultId, book] of vaults) {
    checkSums(findings, book);
    checkResults(findings, book, lost.get(vaultId) ?? 0n);
  }
  return { vaults: vaults.size };
}

function checkSums(findings: Findings, { vault, sums }: VaultBook): void {
  const { _id } = vault;
  findings.compare('vaults', _id, 'shares', sums.shares, vault.shares);
  findings.compare('vaults', _id, 'queuedShares', sums.queuedShares, vault.queuedShares);
  findings.compare('vaults', _id, 'queuedValue', sums.queuedValue, vault.queuedValue);
}

/** What came as income has been handed on, or is still to be; what was lost is what its losses say. */
function checkResults(findings: Findings, { vault, reserve, waiting }: VaultBook, lost: Amount): void {
  const { _id, incomes, results } = vault;
  const came = Object.values(incomes).reduce((sum, amount) => sum + amount, 0n);
  const expected: BySource = { ...NO_RESULTS, reserveIncome: came - waiting, losses: lost };
  for (const source of ['premium', 'reserveIncome', 'losses'] as const)
    findings.compare('vaults', _id, `results.amounts.${source}`, expected[source], results.amounts[source]);
  findings.compare('reserves', _id, 'inflows.INCOME', came - waiting, reserve?.inflows.INCOME ?? 0n);
  const { LOSS = 0n, SALE = 0n } = reserve?.draws ?? {};
  findings.compare('reserves', _id, 'draws.LOSS and SALE', lost, LOSS + SALE);
}
