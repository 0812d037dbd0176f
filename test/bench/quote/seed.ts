/** Stores many policies at once: copies of one that was really sold, as it lies in the database. */
import { decodeDocument, encodeDocument } from '../../../src/store/codec.ts';
import type { Database } from '../../../src/store/database.ts';
import type { PolicyDocument } from '../../../src/store/documents/policies.ts';

/** Documents of one insert: the server takes 48 MB at once. */
const TOGETHER = 5_000;

/**
 * Inserts copies for these accounts in turn. Their ids sort behind those of real policies of the time; sums of
 * pools and feeds know nothing of them: only what is stored grows.
 */
export async function seedPolicies(
  database: Database,
  count: number,
  accountIds: readonly string[],
  told: (stored: number) => void = () => undefined,
): Promise<void> {
  const found = await database.collection('policies').findOne({});
  if (found === null) throw new Error('nothing was sold that could be copied');
  const sold = encodeDocument(decodeDocument<PolicyDocument>(found)) as Record<string, unknown>;
  for (let from = 0; from < count; from += TOGETHER) {
    const copies = Array.from({ length: Math.min(TOGETHER, count - from) }, (_, index) => ({
      ...sold,
      _id: `pol_zz${String(from + index).padStart(12, '0')}`,
      accountId: accountIds[(from + index) % accountIds.length],
    }));
    await database.collection('policies').insertMany(copies as never, { ordered: false });
    if ((from + TOGETHER) % 100_000 === 0) told(from + TOGETHER);
  }
}
