/** Sends reports to a feed. The same as `POST /v1/feeds/{id}/observations`. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { receiveReports } from '../observations/receiveReports.ts';

export const submitObservations: MutationResolvers['submitObservations'] = (_parent, { input }, context) =>
  receiveReports(context, input.feedId, input.observations);
