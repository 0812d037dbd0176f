/** Creates a pool. Role OWNER. */
import type { CreatePoolInput, MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const createPool: MutationResolvers['createPool'] = async (_parent, { input, dryRun }, context) => {
  const { answer, ...rest } = await send(context, 'createPool', poolOrderOf(input), { dryRun });
  return { pool: answer === null || dryRun ? null : await context.loaders.pool.load(answer.poolId), ...rest };
};

/** The pool as the command takes it. */
export function poolOrderOf({ leverage = null, ...pool }: CreatePoolInput) {
  return { ...pool, leverageWad: leverage };
}
