/** Earns a distributor's commission up to now: sent hourly, so that no command finds it far behind. */
import { z } from 'zod';
import { reachOf } from '../../domain/policy/earning.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { accrueCommission as accrueTo } from './commission.ts';
import { commissionNeeds } from './commissionNeeds.ts';

const input = z.strictObject({ commissionId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;

export const accrueCommission: Command<Input, { accruedTo: number }> = {
  name: 'accrueCommission',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ commissionId, tick }) => `${commissionId}:${tick}`,
  needs: ({ commissionId }, { at }, world) =>
    commissionNeeds(world, commissionId, reachOf(world.peek('commissions', commissionId)?.earning, at)),
  decide(world, { commissionId }, { at }) {
    const commission = world.get('commissions', commissionId);
    if (commission === null) return refuse('NOT_FOUND', { id: commissionId }, 'commissionId');
    const draft = openDraft(world, reachOf(commission.earning, at));
    accrueTo(draft, commissionId);
    const { accruedTo } = draft.must('commissions', commissionId).earning;
    return draft.done({ accruedTo });
  },
};
