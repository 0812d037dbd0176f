/** Which products have policies that go on by themselves soon: asked once an hour. */
import type { Database } from '../database.ts';
import { RENEWING } from '../ranges.ts';

/** Ids of the products of policies that are to be renewed and whose cover ends in a span of time. */
export function renewingProducts(
  database: Database,
  { from, until }: { from: number; until: number },
): Promise<string[]> {
  const due = { ...RENEWING, coverUntil: { $gt: from, $lte: until } };
  return database.collection('policies').distinct('productId', due) as Promise<string[]>;
}
