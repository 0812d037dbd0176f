/** Says how proven a pool is: by its class it may take more or less of the shared fund in one loss event. */
import { z } from 'zod';
import { FUND_CLASSES } from '../../../domain/fund/fundClass.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import { idInput } from '../../inputs.ts';
import { need } from '../../sequencer/world.ts';
import type { ChangeKind } from '../change.ts';
import { lossNeed, lossOpenRefusal } from '../lossOpen.ts';

const input = z.strictObject({ poolId: idInput, fundClass: z.enum(FUND_CLASSES) });

export const classifyPool: ChangeKind<z.infer<typeof input>> = {
  kind: 'classifyPool',
  input,
  needs: ({ poolId }) => [need('pools', poolId), lossNeed],
  apply(draft, { poolId, fundClass }, { proposalId }) {
    const pool = draft.get('pools', poolId);
    if (pool === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    const { fundClass: before, name } = pool;
    if (before === fundClass) {
      const message = 'It has that class already.';
      return refuse('CONFIG_INVALID', { problems: [{ path: 'fundClass', message }] }, 'fundClass');
    }
    const open = lossOpenRefusal(draft);
    if (open !== null) return open;
    draft.put('pools', { ...pool, fundClass });
    draft.emit({
      type: 'pool.classified',
      node: poolId,
      also: [proposalId],
      changes: { fundClass, before },
    });
    return { refused: false, subject: name, before, after: fundClass };
  },
};
