/** Bonds that accounts hold against the challenges that are not decided yet. */
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import { balanceId, bondsOf } from '../ledger/accounts.ts';
import type { Books } from './books.ts';
import type { Findings } from './findings.ts';

/** Checks that what is held as bonds is what open challenges say, balance by balance. */
export async function checkBonds(view: Database, findings: Findings, { incidents }: Books): Promise<void> {
  const expected = new Map<string, Amount>();
  for (const { incident } of incidents.values()) {
    for (const { accountId, bond, status } of incident.challenges) {
      if (status !== 'PENDING') continue;
      const id = balanceId(bondsOf(accountId), incident.assetId);
      expected.set(id, (expected.get(id) ?? 0n) + bond);
    }
  }
  const filter = { account: { $regex: `^acc_[0-9a-zA-Z_]+${bondsOf('')}$` } };
  for await (const { id, document } of readRows(view, 'balances', { filter, sort: { _id: 1 } })) {
    if (document === null) continue;
    findings.compare('balances', id, 'amount', expected.get(id) ?? 0n, document.amount);
    expected.delete(id);
  }
  for (const [id, bond] of expected) findings.note('balances', id, '_id', `a bond of ${bond}`, 'no document');
}
