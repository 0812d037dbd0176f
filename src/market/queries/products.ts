/**
 * The list of products: by age and score along an index, by rate and capacity after pricing each on today's
 * books.
 */
import { COUNT_MAX, PRODUCTS_RANKED_MAX } from '../../domain/shared/limits.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import { countRows, loadPage, type RowFilter } from '../../store/queries/pages.ts';
import { byNumber, equal, keysetPage, rowsById } from './collections.ts';
import type { QueryDependencies } from './dependencies.ts';
import type { PageCursor, PageResult, ProductFilter, ProductOrder, Queries } from './port.ts';
import { productViews } from './productViews.ts';

type Ranking = Extract<ProductOrder, 'RATE' | 'CAPACITY'>;

/**
 * Products in any of their orders. A rank is that of the moment: between two pages a product may have
 * moved.
 */
export function productCollection(dependencies: QueryDependencies): Queries['products'] {
  const { database } = dependencies;
  return {
    byIds: (ids) => rowsById(database, 'products', ids),
    page({ first, after, orderBy, filter }) {
      const match = productMatch(filter);
      if (orderBy === 'RATE' || orderBy === 'CAPACITY') {
        return rankedPage(dependencies, match, orderBy, after, first);
      }
      const order = byNumber(orderBy === 'SCORE' ? 'score' : 'createdAt');
      const direction = orderBy === 'NEWEST' ? -1 : 1;
      return keysetPage(database, 'products', match, order, { direction, after, first });
    },
    count: (filter) => countRows(database, 'products', productMatch(filter), COUNT_MAX),
  };
}

function productMatch({ subject, peril, assetId, phase, text }: ProductFilter): RowFilter {
  const exact = equal({ subject, peril, assetId, phase });
  if (text === undefined) return exact;
  const part = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  return { ...exact, $or: [{ name: part }, { subject: part }] };
}

interface Ranked {
  value: bigint;
  row: ProductDocument;
}

/** Ranks the newest PRODUCTS_RANKED_MAX that match. */
async function rankedPage(
  dependencies: QueryDependencies,
  match: RowFilter,
  ranking: Ranking,
  after: PageCursor | null,
  first: number,
): Promise<PageResult<ProductDocument>> {
  const newest = { field: 'createdAt', direction: -1 } as const;
  const rows = await loadPage(dependencies.database, 'products', match, newest, null, PRODUCTS_RANKED_MAX);
  const views = await productViews(
    dependencies,
    rows.map(({ _id }) => _id),
  );
  const ranked = rows.flatMap((row): Ranked[] => {
    const view = views.get(row._id);
    if (view === undefined) return [];
    return [{ value: ranking === 'RATE' ? view.annualRateWad : view.capacity, row }];
  });
  ranked.sort((a, b) => compare(a.value, a.row._id, b.value, b.row._id, ranking));
  const rest = after === null ? ranked : behind(ranked, after, ranking);
  const shown = rest.slice(0, first).map(({ value, row }) => ({ key: `${value}`, row }));
  return { rows: shown, hasNextPage: rest.length > first };
}

/** A key that is no amount has no rows behind it. */
function behind(ranked: readonly Ranked[], { key, id }: PageCursor, ranking: Ranking): Ranked[] {
  if (!/^\d{1,40}$/.test(key)) return [];
  const place = BigInt(key);
  return ranked.filter(({ value, row }) => compare(value, row._id, place, id, ranking) > 0);
}

/** The lowest rate first, the most capacity first; ties by id. */
function compare(value: bigint, id: string, otherValue: bigint, otherId: string, ranking: Ranking): number {
  if (value === otherValue) return id < otherId ? -1 : id > otherId ? 1 : 0;
  const lower = value < otherValue ? -1 : 1;
  return ranking === 'RATE' ? lower : -lower;
}
