/** Sets up who governs, at the first start of the service; from then on that is changed by proposal alone. */
import { z } from 'zod';
import { PARAMETERS } from '../../domain/governance/parameters.ts';
import type { Command } from '../command.ts';
import { GOVERNANCE_ID } from '../parameters.ts';
import { openDraft } from '../sequencer/draft.ts';

const { approvalsNeeded, timelockSeconds } = PARAMETERS;
const input = z.strictObject({
  approvalsNeeded: z.int().min(Number(approvalsNeeded.least)).max(Number(approvalsNeeded.most)),
  timelockSeconds: z.int().min(Number(timelockSeconds.least)).max(Number(timelockSeconds.most)),
});
type Input = z.infer<typeof input>;

export const openGovernance: Command<Input, { parameterVersion: number }> = {
  name: 'openGovernance',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: (setUp) => `${setUp.approvalsNeeded}:${setUp.timelockSeconds}`,
  needs: () => [],
  decide(world, setUp, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('governance', GOVERNANCE_ID) === null) {
      const values = {
        approvalsNeeded: BigInt(setUp.approvalsNeeded),
        timelockSeconds: BigInt(setUp.timelockSeconds),
      };
      draft.put('governance', { _id: GOVERNANCE_ID, version: 0, parameterVersion: 1, values });
      for (const [name, value] of Object.entries(values)) {
        const changes = { name, before: null, after: `${value}`, version: 1, reason: 'set-up' };
        draft.emit({ type: 'parameter.changed', node: `par_${name}`, changes });
      }
    }
    return draft.done({ parameterVersion: draft.parameters.version });
  },
};
