/** Grades a distributor: what it may ask and sell from now on follows from that. Or suspends it. */
import { z } from 'zod';
import { DISTRIBUTOR_GRADES } from '../../domain/distribution/grade.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, referenceInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';

const input = z.strictObject({
  distributorId: idInput,
  grade: z.enum(DISTRIBUTOR_GRADES),
  /** True: nothing is sold with its code until it is graded anew. */
  suspended: z.boolean(),
  reason: referenceInput,
});
type Input = z.infer<typeof input>;

export const gradeDistributor: Command<Input, { distributorId: string }> = {
  name: 'gradeDistributor',
  input,
  sender: ['GOVERNOR', 'OWNER'],
  money: false,
  needs: ({ distributorId }) => [need('distributors', distributorId)],
  decide(world, { distributorId, grade, suspended, reason }, { at, principal }) {
    const draft = openDraft(world, at);
    const distributor = draft.get('distributors', distributorId);
    if (distributor === null) return refuse('NOT_FOUND', { id: distributorId }, 'distributorId');
    draft.put('distributors', { ...distributor, grade, suspended });
    draft.emit({
      type: 'distributor.graded',
      node: distributorId,
      also: [distributor.accountId],
      changes: { grade, before: distributor.grade, suspended, reason, by: principal.id },
    });
    return draft.done({ distributorId });
  },
};
