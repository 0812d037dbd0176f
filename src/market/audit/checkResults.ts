/** What pools say that they have earned and lost against the journal of their capital. */
import { type BySource, NO_RESULTS } from '../../domain/pool/results.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';
import { capitalOf, claimsOf, recoveryOf, reserveOf, unearnedOf } from '../ledger/accounts.ts';
import { incomeAccountOf } from '../pool/income.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Books } from './books.ts';
import type { Findings } from './findings.ts';

/** Sums by pool, filled from every journal document once. */
export interface ResultsTally {
  add(document: JournalDocument): void;
  compare(findings: Findings, books: Books): void;
}

/** Where what comes to the capital of a pool counts, by the account that it comes from or goes to. */
const SOURCES = [
  { source: 'premium', otherOf: unearnedOf },
  { source: 'reserveIncome', otherOf: incomeAccountOf },
  { source: 'reserveIncome', otherOf: (poolId: string) => reserveOf(reserveIdOf('POOL_FUND', poolId)) },
  { source: 'losses', otherOf: claimsOf },
  { source: 'losses', otherOf: (poolId: string) => recoveryOf(reserveIdOf('POOL_FUND', poolId)) },
] as const;

const CAPITAL = capitalOf('');

/** An empty tally. A movement is two entries in a row: what leaves, then where it comes to. */
export function tallyResults(): ResultsTally {
  const sums = new Map<string, BySource>();

  function count(account: string, other: string, amount: bigint): void {
    const poolId = account.slice(0, -CAPITAL.length);
    const known = SOURCES.find(({ otherOf }) => otherOf(poolId) === other);
    if (known === undefined) return;
    const { source } = known;
    const before = sums.get(poolId) ?? NO_RESULTS;
    const signed = source === 'losses' ? -amount : amount;
    sums.set(poolId, { ...before, [source]: before[source] + signed });
  }

  return {
    add({ entries }) {
      for (let index = 0; index + 1 < entries.length; index += 2) {
        const [from, to] = entries.slice(index, index + 2);
        if (from === undefined || to === undefined) continue;
        if (to.account.endsWith(CAPITAL)) count(to.account, from.account, to.amount);
        if (from.account.endsWith(CAPITAL)) count(from.account, to.account, from.amount);
      }
    },
    compare(findings, { pools }) {
      for (const [poolId, { pool }] of pools) {
        const expected = sums.get(poolId) ?? NO_RESULTS;
        for (const source of ['premium', 'reserveIncome', 'losses'] as const)
          findings.compare(
            'pools',
            poolId,
            `results.amounts.${source}`,
            expected[source],
            pool.results.amounts[source],
          );
      }
    },
  };
}
