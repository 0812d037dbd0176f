/** Cover on each feed and of each subject, over all pools, against the policies that it is the sum of. */
import type { Amount } from '../../domain/shared/units.ts';
import { type AuditedDocuments, readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import { subjectIdOf } from '../product/subjects.ts';
import type { Books } from './books.ts';
import type { Findings } from './findings.ts';

/** Cover by feed or subject, and in it by asset. */
type CoverById = Map<string, Map<string, Amount>>;

/** Checks every feed and subject. The books have been filled from policies. */
export async function checkMarketCover(
  view: Database,
  findings: Findings,
  { pools }: Books,
): Promise<{ feeds: number; subjects: number }> {
  const onFeeds: CoverById = new Map();
  const ofSubjects: CoverById = new Map();
  for (const { pool, sums } of pools.values()) {
    for (const { productId, restsOn } of pool.products) {
      const cover = sums.cover.get(productId) ?? 0n;
      for (const { feedId, subject } of restsOn) {
        add(onFeeds, feedId, pool.assetId, cover);
        add(ofSubjects, subjectIdOf(subject, pool.sandbox), pool.assetId, cover);
      }
    }
  }
  const feeds = await compare(view, findings, 'feeds', onFeeds);
  const subjects = await compare(view, findings, 'subjects', ofSubjects);
  return { feeds, subjects };
}

function add(covers: CoverById, id: string, assetId: string, cover: Amount): void {
  const ofId = covers.get(id) ?? new Map<string, Amount>();
  covers.set(id, ofId.set(assetId, (ofId.get(assetId) ?? 0n) + cover));
}

/** Compares the stored sums with the expected ones, which are used up; returns how many rows there are. */
async function compare<Name extends 'feeds' | 'subjects'>(
  view: Database,
  findings: Findings,
  collection: Name,
  expected: CoverById,
): Promise<number> {
  let count = 0;
  for await (const row of readRows(view, collection, { sort: { _id: 1 }, fields: ['activeCover'] })) {
    count += 1;
    const left = expected.get(row.id) ?? new Map<string, Amount>();
    expected.delete(row.id);
    findings.look<Pick<AuditedDocuments[Name], 'activeCover'>>(collection, row, ({ activeCover }) => {
      for (const { assetId, amount } of activeCover) {
        findings.compare(collection, row.id, `activeCover ${assetId}`, left.get(assetId) ?? 0n, amount);
        left.delete(assetId);
      }
      for (const [assetId, amount] of left)
        findings.note(collection, row.id, `activeCover ${assetId}`, `cover of ${amount}`, 'nothing');
    });
  }
  for (const id of expected.keys()) findings.note(collection, id, '_id', 'a document', 'no document');
  return count;
}
