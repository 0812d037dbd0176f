/** Challenges the result of an incident. */
import { refuse } from '../../domain/shared/refusals.ts';
import type { ApiContext } from '../context.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { money } from '../render/money.ts';
import { refusedBy } from './refusedBy.ts';
import { send, signedIn } from './send.ts';

export const challengeIncident: MutationResolvers['challengeIncident'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  signedIn(context);
  // Commands never look at evidence, so whether there is such an observation is looked up here.
  if (!(await isObserved(context, input))) {
    const refusal = refuse('NOT_FOUND', { id: input.observationId }, 'observationId');
    return { incident: null, bond: null, ...refusedBy(context, 'challengeIncident', refusal) };
  }
  const { answer, ...rest } = await send(context, 'challengeIncident', input, { dryRun });
  if (answer === null) return { incident: null, bond: null, ...rest };
  const incident = dryRun ? null : await context.loaders.incident.load(answer.incidentId);
  return { incident, bond: money(answer.bond, answer.assetId), ...rest };
};

/** An incident that is not there, or has no feed, is left to the command to refuse. */
async function isObserved(
  { loaders, services }: ApiContext,
  { incidentId, observationId }: { incidentId: string; observationId: string },
): Promise<boolean> {
  const { queries } = services.market;
  // Not through the loader: what it has seen is what it shows after the command.
  const incident = (await queries.incidents.byIds([incidentId])).get(incidentId);
  const product = incident && (await loaders.product.load(incident.productId));
  return product?.feedId ? queries.hasEvidence(product.feedId, observationId) : true;
}
