/**
 * Computes every balance again from the journal's entries and compares it with the stored one.
 *
 * Memory is bounded: of more balances than fit, each part is computed in a walk of its own.
 */
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { BalanceDocument, JournalDocument } from '../../store/documents/ledger.ts';
import { balanceId, mayBeNegative } from '../ledger/accounts.ts';
import type { Findings } from './findings.ts';

interface Tally {
  amount: Amount;
  sequence: number;
}

/** One part of all balances, computed from the entries that it is shown. */
export interface BalanceTally {
  add(document: Pick<JournalDocument, '_id' | 'entries'>): void;
  /** Compares with what is stored. Returns how many balances were looked at. */
  compare(): Promise<number>;
}

/** Tallies the balances of part `part` of `parts`. */
export function tallyBalances(view: Database, findings: Findings, part: number, parts: number): BalanceTally {
  const tallies = new Map<string, Tally>();
  const isOurs = (id: string): boolean => parts === 1 || partOf(id, parts) === part;

  return {
    add({ _id, entries }) {
      entries.forEach(({ account, assetId, amount, accountSequence }, index) => {
        const id = balanceId(account, assetId);
        if (!isOurs(id)) return;
        const tally = tallies.get(id) ?? { amount: 0n, sequence: 0 };
        tallies.set(id, tally);
        findings.compare(
          'journal',
          _id,
          `entries.${index}.accountSequence`,
          tally.sequence + 1,
          accountSequence,
        );
        tally.amount += amount;
        tally.sequence = accountSequence;
        if (tally.amount < 0n && !mayBeNegative(account)) {
          findings.note('journal', _id, `entries.${index}.amount`, `no less than 0 on ${id}`, tally.amount);
        }
      });
    },
    async compare() {
      let looked = 0;
      for await (const row of readRows(view, 'balances', { sort: { _id: 1 } })) {
        if (!isOurs(row.id)) continue;
        looked += 1;
        findings.look('balances', row, (balance) => compareOne(findings, tallies.get(row.id), balance));
        tallies.delete(row.id);
      }
      for (const [id, { amount }] of tallies)
        findings.note('balances', id, '_id', `a balance of ${amount}`, 'no document');
      return looked;
    },
  };
}

function compareOne(findings: Findings, tally: Tally | undefined, balance: BalanceDocument): void {
  const { _id, account, assetId, amount, sequence } = balance;
  findings.compare('balances', _id, '_id', balanceId(account, assetId), _id);
  findings.compare('balances', _id, 'amount', tally?.amount ?? 0n, amount);
  findings.compare('balances', _id, 'sequence', tally?.sequence ?? 0, sequence);
}

/** Which part an id belongs to: any function that spreads ids evenly does. */
function partOf(id: string, parts: number): number {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) hash = (hash * 31 + id.charCodeAt(index)) | 0;
  return (hash >>> 0) % parts;
}
