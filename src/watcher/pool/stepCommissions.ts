/** Distributors earn every hour, as pools do. */
import { isBehind } from '../../domain/policy/earning.ts';
import { HOUR_SECONDS } from '../../domain/shared/units.ts';
import type { CommissionDocument } from '../../store/documents/distribution.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { inLanes } from '../inLanes.ts';
import { guarded, send } from '../send.ts';

export async function stepCommissions(step: Step): Promise<void> {
  const due = await loadByIds(step.database, 'commissions', [...step.waiting.commissionsBehind.keys()]);
  await inLanes(due, (commission) => guarded(step, commission._id, () => accrueCommission(step, commission)));
}

/** One that is far behind is caught up in several commands, each named by where it starts. */
async function accrueCommission(step: Step, { _id, earning }: CommissionDocument): Promise<void> {
  let { accruedTo } = earning;
  while (accruedTo + HOUR_SECONDS <= step.at) {
    const isDone = await send(step, 'accrueCommission', { commissionId: _id, tick: accruedTo });
    if (!isDone || !isBehind({ ...earning, accruedTo }, step.at)) return;
    const [reached] = await loadByIds(step.database, 'commissions', [_id]);
    if (reached === undefined || reached.earning.accruedTo <= accruedTo) return;
    accruedTo = reached.earning.accruedTo;
  }
}
