/**
 * Takes a commitment up, so that losses may call it. Anybody may promise anything: those who govern say whose
 * promises stand among the few that are looked at in a loss.
 */
import { z } from 'zod';
import { transitionCommitment } from '../../../domain/commitment/states.ts';
import { COMMITMENTS_ACTIVE_MAX } from '../../../domain/shared/limits.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import { activeCommitments } from '../../commitment/active.ts';
import { defaultNeeds, defaultRefusal } from '../../commitment/inDefault.ts';
import { idInput } from '../../inputs.ts';
import { need } from '../../sequencer/world.ts';
import type { ChangeKind } from '../change.ts';

const input = z.strictObject({ commitmentId: idInput });

export const acceptCommitment: ChangeKind<z.infer<typeof input>> = {
  kind: 'acceptCommitment',
  input,
  needs({ commitmentId }, _context, world) {
    const commitment = world.peek('commitments', commitmentId);
    const own = need('commitments', commitmentId);
    if (commitment == null) return [own];
    return [own, activeCommitments(commitment.assetId), ...defaultNeeds(commitment.accountId)];
  },
  apply(draft, { commitmentId }, { proposalId }) {
    const commitment = draft.get('commitments', commitmentId);
    if (commitment === null) return refuse('NOT_FOUND', { id: commitmentId }, 'commitmentId');
    const { status: before, assetId, amount, expiresAt, accountId, reserveId } = commitment;
    const status = transitionCommitment(before, 'ACCEPTED');
    if (status === null || expiresAt <= draft.at) {
      const reason = 'Only an offer whose time is not over is accepted.';
      return refuse('STATUS_FORBIDS', { status: before, reason, allowedActions: [] }, 'commitmentId');
    }
    const inDefault = defaultRefusal(draft, accountId, 'commitmentId');
    if (inDefault !== null) return inDefault;
    const used = (draft.world.range('activeCommitments', { assetId }) ?? []).length;
    if (used >= COMMITMENTS_ACTIVE_MAX)
      return refuse('LIMIT_REACHED', { limit: COMMITMENTS_ACTIVE_MAX, used }, 'commitmentId');
    draft.put('commitments', { ...commitment, status, acceptedAt: draft.at });
    draft.emit({
      type: 'commitment.accepted',
      node: commitmentId,
      also: [accountId, reserveId, proposalId],
      changes: { assetId, amount: `${amount}`, expiresAt },
    });
    return { refused: false, subject: commitmentId, before, after: status };
  },
};
