/** Auctions against what the journal says was taken of them, and against their pools and vaults. */
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { AuctionDocument } from '../../store/documents/auctions.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';
import type { Books } from './books.ts';
import type { Findings } from './findings.ts';

/** Sums by auction, filled from every journal document once. */
export interface AuctionsTally {
  add(document: JournalDocument): void;
  /** Returns how many auctions there are. */
  compare(view: Database, findings: Findings, books: Books): Promise<number>;
}

type Told = Pick<AuctionDocument, 'taken' | 'paid' | 'status'> & { round: number };

const UNTOLD: Told = { taken: 0n, paid: 0n, status: 'OPEN', round: 0 };

/** An empty tally. */
export function tallyAuctions(): AuctionsTally {
  const told = new Map<string, Told>();
  return {
    add({ events }) {
      for (const { type, node, changes } of events) {
        const before = told.get(node) ?? UNTOLD;
        if (type === 'auction.opened') told.set(node, { ...before, round: Number(changes.round) });
        if (type === 'auction.closed')
          told.set(node, { ...before, status: changes.status as AuctionDocument['status'] });
        if (type !== 'auction.taken') continue;
        const taken = before.taken + BigInt(`${changes.taken}`);
        told.set(node, { ...before, taken, paid: before.paid + BigInt(`${changes.paid}`) });
      }
    },
    async compare(view, findings, { pools, vaults }) {
      let count = 0;
      for await (const row of readRows(view, 'auctions', { sort: { _id: 1 } })) {
        count += 1;
        const { taken, paid, status, round } = told.get(row.id) ?? UNTOLD;
        findings.look('auctions', row, (auction) => {
          findings.compare('auctions', row.id, 'taken', taken, auction.taken);
          findings.compare('auctions', row.id, 'paid', paid, auction.paid);
          findings.compare('auctions', row.id, 'status', status, auction.status);
          findings.compare('auctions', row.id, 'round.number', round, auction.round.number);
          const named =
            auction.kind === 'SALE'
              ? vaults.get(auction.reserveId)?.vault.saleId
              : pools.get(auction.poolId)?.pool.auctionId;
          const isNamed = named === row.id;
          findings.compare('auctions', row.id, 'status', isNamed ? 'OPEN' : 'over', nameOf(auction));
        });
        told.delete(row.id);
      }
      for (const id of told.keys()) findings.note('auctions', id, '_id', 'an auction', 'no document');
      for (const [poolId, { pool }] of pools) {
        const isRefilled = pool.status === 'RECAPITALISING';
        findings.compare('pools', poolId, 'auctionId', isRefilled, pool.auctionId !== null);
      }
      return count;
    },
  };
}

const nameOf = ({ status }: AuctionDocument): string => (status === 'OPEN' ? status : 'over');
