import type { Refusal } from '../../domain/shared/refusals.ts';
import type { ApiContext } from '../context.ts';
import type { RefusalModel } from '../render/models.ts';
import { renderRefusal } from '../render/refusal.ts';

/** The part of a payload that says no. */
export function refusedBy(
  { services: { metrics, settings, market } }: Pick<ApiContext, 'services'>,
  operation: string,
  refusal: Refusal,
): { errors: RefusalModel[]; replayed: false } {
  metrics.refusals.inc({ operation, code: refusal.code });
  const surroundings = { publicUrl: settings.publicUrl, now: market.clockNow() };
  return { errors: [renderRefusal(refusal, surroundings)], replayed: false };
}
