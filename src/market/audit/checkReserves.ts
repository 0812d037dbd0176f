/** Reserves against their money: what came in less what went out is what they hold. */
import { roundLeft } from '../../domain/fund/repayment.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import { loadByIds } from '../../store/load.ts';
import { balanceId, recoveryOf, reserveOf } from '../ledger/accounts.ts';
import { totalsOf } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import type { Books, EarnerBook, PoolBook } from './books.ts';
import type { Draws } from './checkLossEvents.ts';
import { checkReserveDays } from './checkReserveDays.ts';
import type { Findings } from './findings.ts';

const sumOf = (parts: Record<string, Amount>): Amount =>
  Object.values(parts).reduce((sum, amount) => sum + amount, 0n);

/** Checks every reserve. Returns how many there are. */
export async function checkReserves(
  view: Database,
  findings: Findings,
  { pools, earners }: Books,
  lossDraws: Draws,
): Promise<number> {
  let looked = 0;
  const claims = await tallyClaims(view, findings);
  const counted = new Map<string, Amount>();
  for (const { pool } of pools.values())
    counted.set(pool.assetId, (counted.get(pool.assetId) ?? 0n) + pool.countedRequirement);
  const flows = new Map<string, ReturnType<typeof totalsOf>>();
  for await (const row of readRows(view, 'reserves', { sort: { _id: 1 } })) {
    looked += 1;
    findings.look('reserves', row, () => undefined);
    if (row.document === null) continue;
    flows.set(row.id, totalsOf(row.document));
    const { _id, kind, ownerId, assetId, inflows, draws } = row.document;
    const [balance] = await loadByIds(view, 'balances', [balanceId(reserveOf(_id), assetId)]);
    if (kind === 'SHARED_FUND')
      findings.compare('reserves', _id, 'backed', counted.get(assetId) ?? 0n, row.document.backed);
    checkDraws(findings, row.document, lossDraws.get(_id) ?? 0n);
    checkLoans(findings, row.document);
    if (kind === 'POOL_FUND') checkGiven(findings, row.document, pools.get(ownerId), earners.get(_id));
    await checkRecovery(view, findings, row.document, claims.get(_id) ?? { owed: 0n, repaid: 0n });
    const expected = kind === 'VAULT' ? vaultIdOf(ownerId, assetId) : reserveIdOf(kind, ownerId);
    findings.compare('reserves', _id, '_id', expected, _id);
    findings.compare(
      'reserves',
      _id,
      'inflows less draws',
      balance?.amount ?? 0n,
      sumOf(inflows) - sumOf(draws),
    );
  }
  await checkReserveDays(view, findings, flows);
  return looked;
}

/** A pool's fund and what was called pay for pools alone; what is shared may have paid for venues too. */
function checkDraws(findings: Findings, { _id, kind, draws }: ReserveDocument, byPools: Amount): void {
  const drawn = draws.LOSS ?? 0n;
  if (kind === 'POOL_FUND' || kind === 'COMMITMENTS' || drawn < byPools)
    findings.compare('reserves', _id, 'draws.LOSS', byPools, drawn);
}

/** What a pool's own fund gave has reached the pool's shares, or is still to. */
function checkGiven(
  findings: Findings,
  { _id, draws }: ReserveDocument,
  book: PoolBook | undefined,
  income: EarnerBook | undefined,
): void {
  const reached = book?.pool.results.amounts.reserveIncome ?? 0n;
  findings.compare('reserves', _id, 'draws.EXCESS', reached + (income?.unearned ?? 0n), draws.EXCESS ?? 0n);
}

/** What is owed of loans was lent, and no loan is kept that is repaid. */
function checkLoans(findings: Findings, { _id, loans, draws }: ReserveDocument): void {
  const lent = loans.reduce((sum, { amount }) => sum + amount, 0n);
  const most = draws.LOAN ?? 0n;
  if (lent > most) findings.note('reserves', _id, 'loans', `${most} or less`, lent);
  for (const { proposalId, amount, repaid } of loans)
    if (repaid >= amount)
      findings.note('reserves', _id, `loans.${proposalId}.repaid`, `under ${amount}`, repaid);
}

interface Claims {
  owed: Amount;
  repaid: Amount;
}

/** What the claims themselves say, by the fund that repays them. */
async function tallyClaims(view: Database, findings: Findings): Promise<Map<string, Claims>> {
  const claims = new Map<string, Claims>();
  for await (const row of readRows(view, 'recoveryClaims', { sort: { _id: 1 } })) {
    findings.look('recoveryClaims', row, ({ _id, reserveId, amount, repaid, open }) => {
      const before = claims.get(reserveId) ?? { owed: 0n, repaid: 0n };
      findings.compare('recoveryClaims', _id, 'open', repaid < amount, open);
      if (repaid > amount) findings.note('recoveryClaims', _id, 'repaid', `${amount} or less`, repaid);
      claims.set(reserveId, { owed: before.owed + amount - repaid, repaid: before.repaid + repaid });
    });
  }
  return claims;
}

/** What is owed is what the claims say; a round holds exactly what it has not paid yet. */
async function checkRecovery(
  view: Database,
  findings: Findings,
  { _id, assetId, recovery }: ReserveDocument,
  claims: Claims,
): Promise<void> {
  const [held] = await loadByIds(view, 'balances', [balanceId(recoveryOf(_id), assetId)]);
  const left = recovery.round === null ? 0n : roundLeft(recovery.round);
  findings.compare('reserves', _id, 'recovery.owed', claims.owed, recovery.owed);
  findings.compare('reserves', _id, 'recovery.repaid', claims.repaid, recovery.repaid);
  findings.compare('reserves', _id, 'recovery', left, held?.amount ?? 0n);
}
