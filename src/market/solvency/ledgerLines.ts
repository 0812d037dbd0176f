/** What each ledger account is in the solvency report. Whatever is not known is owed to its owner. */
import type { LayerKind, LedgerLine, LiabilityKind } from '../../domain/solvency/report.ts';
import { PLATFORM } from '../ledger/accounts.ts';

/** Accounts of people are one line for each purpose, however many people there are. */
const PEOPLE = 'acc';

const POOL_PURPOSES: Record<string, LiabilityKind> = {
  unearned: 'UNEARNED',
  claims: 'CLAIMS',
  'run-off': 'RUN_OFF',
};

/** Income of a vault that has not begun to reach its shares, and what has begun and is not there yet. */
const VAULT_INCOME: ReadonlySet<string> = new Set(['income', 'unearned']);

/**
 * Tells the line of a ledger account; `layers` says which layer each reserve is.
 * Example: `pool_1/capital` is a layer POOL_CAPITAL of `pool_1`; `acc/available` what accounts may spend.
 */
export function ledgerLines(layers: ReadonlyMap<string, LayerKind>): (account: string) => LedgerLine {
  return (account) => {
    const [owner = '', purpose = ''] = account.split('/');
    if (owner === 'outside') return 'OUTSIDE';
    if (owner === PEOPLE) return { kind: purpose === 'available' ? 'ACCOUNTS' : 'HELD', nodeId: null };
    if (account === PLATFORM) return { kind: 'PLATFORM', nodeId: null };
    const layer = layers.get(owner);
    if (layer !== undefined && purpose === 'funds') return { layer, nodeId: owner };
    if (layer === 'VAULT' && VAULT_INCOME.has(purpose)) return { kind: 'VAULT_INCOME', nodeId: owner };
    if (layer !== undefined && purpose === 'recovery') return { kind: 'CLAIMS', nodeId: owner };
    if (owner.startsWith('pool_')) {
      if (purpose === 'capital') return { layer: 'POOL_CAPITAL', nodeId: owner };
      return { kind: POOL_PURPOSES[purpose] ?? 'OTHER', nodeId: owner };
    }
    // What is held for liquidations of a venue's market.
    if (owner.startsWith('mkt_')) return { kind: 'HELD', nodeId: owner };
    return { kind: owner.startsWith('com_') ? 'COMMISSION' : 'OTHER', nodeId: owner };
  };
}
