/** Rows of past days against each other, and against what their reserves say of today. */
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { Findings } from './findings.ts';

interface Totals {
  inflow: Amount;
  outflow: Amount;
}

/** What has come and gone only grows: no row shows less than the one before, or more than there is now. */
export async function checkReserveDays(
  view: Database,
  findings: Findings,
  now: ReadonlyMap<string, Totals>,
): Promise<void> {
  let last: { reserveId: string } & Totals = { reserveId: '', inflow: 0n, outflow: 0n };
  for await (const row of readRows(view, 'reserveDays', { sort: { reserveId: 1, day: 1 } })) {
    findings.look('reserveDays', row, ({ _id, reserveId, day, inflow, outflow }) => {
      findings.compare('reserveDays', row.id, '_id', `${reserveId}/${day}`, _id);
      const before = last.reserveId === reserveId ? last : { inflow: 0n, outflow: 0n };
      const most = now.get(reserveId);
      if (most === undefined)
        findings.note('reserveDays', row.id, 'reserveId', 'a reserve that exists', reserveId);
      for (const [name, amount] of [
        ['inflow', inflow],
        ['outflow', outflow],
      ] as const)
        if (amount < before[name] || amount > (most?.[name] ?? amount))
          findings.note('reserveDays', row.id, name, `${before[name]} to ${most?.[name]}`, amount);
      last = { reserveId, inflow, outflow };
    });
  }
}
