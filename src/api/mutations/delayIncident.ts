/** Delays the payment of an incident. Role GUARDIAN. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const delayIncident: MutationResolvers['delayIncident'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'delayIncident', input, { dryRun });
  const incident = answer === null || dryRun ? null : await context.loaders.incident.load(answer.incidentId);
  return { incident, remainingSeconds: answer?.remainingSeconds ?? null, ...rest };
};
