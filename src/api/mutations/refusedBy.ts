import type { Refusal } from '../../domain/shared/refusals.ts';
import type { ApiContext } from '../context.ts';
import type { RefusalModel } from '../render/models.ts';
import { refusalNow } from '../render/refusal.ts';

/** The part of a payload that says no. */
export function refusedBy(
  { services }: Pick<ApiContext, 'services'>,
  operation: string,
  refusal: Refusal,
): { errors: RefusalModel[]; replayed: false } {
  services.metrics.refusals.inc({ operation, code: refusal.code });
  return { errors: [refusalNow(services, refusal)], replayed: false };
}
