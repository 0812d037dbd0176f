/** Observations of a feed as somebody may see them. */
import type { Database } from '../../store/database.ts';
import { loadLaterVerdicts, loadObservations } from '../../store/queries/observationPages.ts';
import type { RowFilter } from '../../store/queries/pages.ts';
import { equal } from './collections.ts';
import type { ObservationFilter, PageCursor, PageResult } from './port.ts';
import type { ObservationView } from './views.ts';

/** One page, newest first. What counted is public; the rest is shown to its sender and its operator. */
export async function observationPage(
  database: Database,
  { feedId, reader, from, until, ...wanted }: ObservationFilter,
  { after, first }: { after: PageCursor | null; first: number },
): Promise<PageResult<ObservationView>> {
  const { accepted, operator, reason } = wanted;
  const filters: RowFilter[] = [equal({ accepted, operator, 'rejection.reason': reason })];
  if (from !== undefined) filters.push({ observedAt: { $gte: from } });
  if (until !== undefined) filters.push({ observedAt: { $lt: until } });
  if (!reader.seesAll) filters.push(visibleTo(reader));
  const place = after && { observedAt: Number(after.key), id: after.id };
  const which = { filters, withUnheard: accepted !== true };
  const rows = await loadObservations(database, feedId, which, place, first + 1);
  const shown = rows.slice(0, first);
  const later = await loadLaterVerdicts(
    database,
    shown.map(({ _id }) => _id),
  );
  return {
    rows: shown.map(({ sender: _sender, ...row }) => {
      const { reason: why, limit, actual } = later.get(row._id) ?? {};
      const rejection =
        why && limit !== undefined && actual !== undefined ? { reason: why, limit, actual } : null;
      return { key: `${row.observedAt}`, row: { ...row, rejection: row.rejection ?? rejection } };
    }),
    hasNextPage: rows.length > first,
  };
}

function visibleTo({ accountId, operators }: ObservationFilter['reader']): RowFilter {
  const own = accountId === null ? [] : [{ sender: { $eq: accountId } }];
  return { $or: [{ accepted: true }, ...own, { operator: { $in: [...operators] } }] };
}
