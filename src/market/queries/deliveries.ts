/** Pages of what was sent to a webhook. */
import { COUNT_MAX } from '../../domain/shared/limits.ts';
import type { Database } from '../../store/database.ts';
import type { DeliveryDocument } from '../../store/deliveries/documents.ts';
import { countDeliveries, loadDeliveries } from '../../store/deliveries/pages.ts';
import { equal } from './collections.ts';
import type { PageCursor, PageResult } from './port.ts';
import type { DeliveryFilter } from './webhookPort.ts';

/** One page, the newest event first. */
export async function deliveryPage(
  database: Database,
  filter: DeliveryFilter,
  { first, after }: { first: number; after: PageCursor | null },
): Promise<PageResult<DeliveryDocument>> {
  const place = after && { sequence: Number(after.key), id: after.id };
  const rows = await loadDeliveries(database, equal({ ...filter }), place, first + 1);
  const shown = rows.slice(0, first).map((row) => ({ key: String(row.sequence), row }));
  return { rows: shown, hasNextPage: rows.length > first };
}

/** How many there are, or null where counting takes too long. */
export const countDeliveriesOf = (database: Database, filter: DeliveryFilter): Promise<number | null> =>
  countDeliveries(database, equal({ ...filter }), COUNT_MAX);
