/** What the marketplace answers of webhooks. */
import type { DeliveryDocument, DeliveryStatus } from '../../store/deliveries/documents.ts';
import type { WebhookDocument, WebhookStatus } from '../../store/documents/webhooks.ts';
import type { Collection, PageCursor, PageResult } from './port.ts';

export interface WebhookFilter {
  accountId: string;
  status?: Exclude<WebhookStatus, 'REVOKED'>;
}

export interface DeliveryFilter {
  webhookId: string;
  status?: DeliveryStatus;
}

export interface WebhookQueries {
  /** Those that are not revoked; `byIds` gives also those that are. */
  webhooks: Collection<WebhookDocument, WebhookFilter>;
  /** The newest event first. */
  deliveries(
    filter: DeliveryFilter,
    page: { first: number; after: PageCursor | null },
  ): Promise<PageResult<DeliveryDocument>>;
  countDeliveries(filter: DeliveryFilter): Promise<number | null>;
}
