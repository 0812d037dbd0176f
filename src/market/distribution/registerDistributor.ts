/** Registers who sells cover to others, with the code that quotes name it by and its part of the premium. */
import { z } from 'zod';
import { DISTRIBUTOR_GRADE_DEFAULT } from '../../domain/distribution/grade.ts';
import { COMMISSION_BPS_MAX } from '../../domain/pricing/premium.ts';
import { DISTRIBUTORS_PER_ACCOUNT_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { distributorCodeInput, nameInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { distributorIdOf } from './commissionNeeds.ts';
import { commissionRefusal } from './distribution.ts';

const input = z.strictObject({
  code: distributorCodeInput,
  name: nameInput,
  commissionBps: z.int().min(0).max(COMMISSION_BPS_MAX),
});
type Input = z.infer<typeof input>;

export const registerDistributor: Command<Input, { distributorId: string }> = {
  name: 'registerDistributor',
  input,
  sender: 'ACCOUNT',
  money: false,
  naturalKey: ({ code }) => code,
  needs: ({ code }, { principal }) => [
    need('distributors', distributorIdOf(code)),
    need('accounts', principal.id),
  ],
  decide(world, { code, name, commissionBps }, { principal, at }) {
    const draft = openDraft(world, at);
    const distributorId = distributorIdOf(code);
    if (draft.get('distributors', distributorId) !== null)
      return refuse('KEY_IN_USE', { prefix: code }, 'code');
    const asked = commissionRefusal(draft, DISTRIBUTOR_GRADE_DEFAULT, commissionBps);
    if (asked !== null) return asked;
    const account = draft.must('accounts', principal.id);
    const { distributorCount: used = 0 } = account;
    if (used >= DISTRIBUTORS_PER_ACCOUNT_MAX)
      return refuse('LIMIT_REACHED', { limit: DISTRIBUTORS_PER_ACCOUNT_MAX, used });
    draft.put('accounts', { ...account, distributorCount: used + 1 });
    draft.put('distributors', {
      ...{ _id: distributorId, version: 0, code, name, accountId: principal.id, commissionBps },
      ...{ active: true, grade: DISTRIBUTOR_GRADE_DEFAULT, suspended: false, createdAt: at },
    });
    draft.emit({
      type: 'distributor.registered',
      node: distributorId,
      also: [principal.id],
      changes: { code, commissionBps, grade: DISTRIBUTOR_GRADE_DEFAULT },
    });
    return draft.done({ distributorId });
  },
};
