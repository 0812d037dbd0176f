/** The documents of a payout as they lie in the database: what our run found, and what it wrote. */
import type { Database, StoredDocument } from '../../../src/store/database.ts';

export interface PaidDocuments {
  /** Policies before they were paid, and the same ones after. */
  before: StoredDocument[];
  after: StoredDocument[];
  payouts: StoredDocument[];
  journal: StoredDocument[];
}

/** The policies of a product, in the order in which they are paid. */
export function readPolicies(database: Database, productId: string): Promise<StoredDocument[]> {
  return database.collection('policies').find({ productId }).sort({ _id: 1 }).toArray();
}

/** What a payment has written, beside the policies. */
export async function readPaid(
  database: Database,
  incidentId: string,
): Promise<Pick<PaidDocuments, 'payouts' | 'journal'>> {
  const journal = database
    .collection('journal')
    .find({ _id: { $regex: `:payIncident:${incidentId}:` } as never });
  return {
    payouts: await database.collection('payouts').find({ incidentId }).toArray(),
    journal: await journal.toArray(),
  };
}
