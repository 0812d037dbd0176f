/** Changes what a distributor asks of later sales, or stops them. What is sold keeps its part. */
import { z } from 'zod';
import { COMMISSION_BPS_MAX } from '../../domain/pricing/premium.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, nameInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { commissionRefusal } from './distribution.ts';

const input = z.strictObject({
  distributorId: idInput,
  name: nameInput.nullable(),
  commissionBps: z.int().min(0).max(COMMISSION_BPS_MAX).nullable(),
  active: z.boolean().nullable(),
});
type Input = z.infer<typeof input>;

export const editDistributor: Command<Input, { distributorId: string }> = {
  name: 'editDistributor',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs: ({ distributorId }) => [need('distributors', distributorId)],
  decide(world, { distributorId, ...asked }, { principal, at }) {
    const draft = openDraft(world, at);
    const distributor = draft.get('distributors', distributorId);
    if (distributor === null || distributor.accountId !== principal.id)
      return refuse('NOT_FOUND', { id: distributorId }, 'distributorId');
    // One that was graded down asks for what it did, and gets less: other changes are not refused for it.
    if (asked.commissionBps !== null) {
      const refusal = commissionRefusal(draft, distributor.grade, asked.commissionBps);
      if (refusal !== null) return refusal;
    }
    const name = asked.name ?? distributor.name;
    const commissionBps = asked.commissionBps ?? distributor.commissionBps;
    const active = asked.active ?? distributor.active;
    draft.put('distributors', { ...distributor, name, commissionBps, active });
    draft.emit({
      type: 'distributor.edited',
      node: distributorId,
      also: [principal.id],
      changes: { name, commissionBps, active },
    });
    return draft.done({ distributorId });
  },
};
