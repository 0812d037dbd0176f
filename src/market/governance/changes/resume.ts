/** Ends a guardian's pause before its time. */
import { z } from 'zod';
import { EVERYTHING, pauseOf, withoutPause } from '../../../domain/governance/pause.ts';
import { instantText } from '../../../domain/policy/instant.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import { idInput } from '../../inputs.ts';
import { GOVERNANCE_ID } from '../../parameters.ts';
import type { ChangeKind } from '../change.ts';

/** Null is the pause of everything. */
const input = z.strictObject({ nodeId: idInput.nullable() });

export const resume: ChangeKind<z.infer<typeof input>> = {
  kind: 'resume',
  input,
  needs: () => [],
  apply(draft, { nodeId }, { proposalId, reason }) {
    const node = nodeId ?? EVERYTHING;
    const governance = draft.get('governance', GOVERNANCE_ID);
    const own = governance?.pauses?.[node];
    const standing = own === undefined ? null : pauseOf({ [node]: own }, [node], draft.at);
    if (governance === null || standing === null) {
      const why = 'It is not paused.';
      return refuse('STATUS_FORBIDS', { status: 'RUNNING', reason: why, allowedActions: [] }, 'nodeId');
    }
    const pauses = withoutPause(governance.pauses ?? {}, node, draft.at);
    draft.put('governance', { ...governance, pauses });
    draft.emit({ type: 'market.resumed', node, also: [proposalId], changes: { nodeId, reason } });
    return {
      refused: false,
      subject: node,
      before: `paused until ${instantText(standing.until)}`,
      after: null,
    };
  },
};
