/** Stops sales and exits for a while. Role GUARDIAN. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { findNode } from '../resolvers/node.ts';
import { send } from './send.ts';

export const pause: MutationResolvers['pause'] = async (_parent, { input, dryRun }, context) => {
  const { nodeId = null, untilAt, reason } = input;
  const { answer, ...rest } = await send(context, 'pause', { nodeId, untilAt, reason }, { dryRun });
  const node = answer === null || nodeId === null ? null : await findNode(context, nodeId);
  return { node, until: answer?.until ?? null, remainingSeconds: answer?.remainingSeconds ?? null, ...rest };
};
