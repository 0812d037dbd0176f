/** What moved on an account in a time, line by line, from what it held before to what it holds after. */
import { STATEMENT_LINES_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { JournalEvent } from '../../store/documents/ledger.ts';
import { type AccountJournal, loadAccountJournal, sequenceAt } from '../../store/queries/accountJournal.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { availableOf } from '../ledger/accounts.ts';
import { balancesOf } from './holdings.ts';

/** One asset of an account before and after. */
export interface StatementBalanceView {
  assetId: string;
  opening: Amount;
  closing: Amount;
}

/** One journal document's effect on one asset of an account: what it may spend, and what is held. */
export interface StatementLineView {
  sequence: number;
  time: UnixSeconds;
  operation: string;
  assetId: string;
  available: Amount;
  held: Amount;
  /** Of both together, after the line. */
  balance: Amount;
  /** What it was about. */
  nodeIds: string[];
  /** What happened to the account. */
  events: Pick<JournalEvent, 'type' | 'node' | 'changes'>[];
}

export interface StatementView {
  accountId: string;
  from: UnixSeconds;
  until: UnixSeconds;
  balances: StatementBalanceView[];
  /** In the order of the journal. */
  lines: StatementLineView[];
}

/**
 * The statement of `[from, until)`: closing is opening plus all lines, asset by asset, and a statement up to
 * now closes at what the account holds. LIMIT_REACHED when more than STATEMENT_LINES_MAX commands have moved
 * its money since `from`.
 */
export function statementOf(
  database: Database,
  accountId: string,
  from: UnixSeconds,
  until: UnixSeconds,
): Promise<StatementView | Refusal> {
  return withSnapshot(database, async (view) => {
    const first = await sequenceAt(view, from);
    const journal = await loadAccountJournal(view, accountId, first, STATEMENT_LINES_MAX + 1);
    if (journal.length > STATEMENT_LINES_MAX) {
      return refuse('LIMIT_REACHED', { limit: STATEMENT_LINES_MAX, used: journal.length }, 'from');
    }
    const held = new Map<string, Amount>();
    for (const row of (await balancesOf(view, [accountId])).get(accountId) ?? []) {
      held.set(row.assetId, row.available + row.held);
    }
    const closing = new Map(held);
    const lines: StatementLineView[] = [];
    // Backwards from what it holds now: a period never needs what lies before it.
    for (const document of journal) {
      for (const line of linesOf(document, accountId).reverse()) {
        const balance = held.get(line.assetId) ?? 0n;
        held.set(line.assetId, balance - line.available - line.held);
        if (document.time < until) lines.push({ ...line, balance });
        else closing.set(line.assetId, balance - line.available - line.held);
      }
    }
    const balances = [...held].map(([assetId, opening]) => ({
      assetId,
      opening,
      closing: closing.get(assetId) ?? 0n,
    }));
    balances.sort((a, b) => (a.assetId < b.assetId ? -1 : 1));
    return { accountId, from, until, balances, lines: lines.reverse() };
  });
}

/** What one document moved on an account, asset by asset. */
function linesOf(
  { sequence, time, operation, entries, events }: AccountJournal,
  accountId: string,
): Omit<StatementLineView, 'balance'>[] {
  const lines = new Map<string, Omit<StatementLineView, 'balance'>>();
  const about = events.filter(({ node, also }) => node === accountId || also.includes(accountId));
  const nodeIds = [...new Set(about.map(({ node }) => node))].filter((node) => node !== accountId);
  for (const { account, assetId, amount } of entries) {
    if (!account.startsWith(`${accountId}/`)) continue;
    const line = lines.get(assetId) ?? {
      ...{ sequence, time, operation, assetId, nodeIds },
      events: about.map(({ type, node, changes }) => ({ type, node, changes })),
      available: 0n,
      held: 0n,
    };
    if (account === availableOf(accountId)) line.available += amount;
    else line.held += amount;
    lines.set(assetId, line);
  }
  return [...lines.values()];
}
