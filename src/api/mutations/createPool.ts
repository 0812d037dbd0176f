/** Creates a pool. Role OWNER. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const createPool: MutationResolvers['createPool'] = async (_parent, { input, dryRun }, context) => {
  const { leverage = null, ...pool } = input;
  const { answer, ...rest } = await send(
    context,
    'createPool',
    { ...pool, leverageWad: leverage },
    { dryRun },
  );
  return { pool: answer === null || dryRun ? null : await context.loaders.pool.load(answer.poolId), ...rest };
};
