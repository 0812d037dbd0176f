/** Takes a commitment back: an offer at once, one that is in force after its notice. */
import { z } from 'zod';
import { transitionCommitment } from '../../domain/commitment/states.ts';
import { COMMITMENT_NOTICE_SECONDS } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { defaultNeeds, defaultRefusal } from './inDefault.ts';

const input = z.strictObject({ commitmentId: idInput });
type Input = z.infer<typeof input>;

export const cancelCommitment: Command<Input, { commitmentId: string; endsAt: UnixSeconds }> = {
  name: 'cancelCommitment',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: ({ commitmentId }, { principal }) => [
    need('commitments', commitmentId),
    ...defaultNeeds(principal.id),
  ],
  decide(world, { commitmentId }, { principal, at }) {
    const draft = openDraft(world, at);
    const commitment = draft.get('commitments', commitmentId);
    if (commitment === null) return refuse('NOT_FOUND', { id: commitmentId }, 'commitmentId');
    if (commitment.accountId !== principal.id) {
      const rule = 'Whoever has given a commitment takes it back.';
      return refuse('ACCESS_RESTRICTED', { rule, appeal: 'Ask its committer.' }, 'commitmentId');
    }
    const { status, endsAt: before, assetId, reserveId } = commitment;
    // An offer that is withdrawn takes nothing from anybody.
    const inDefault = status === 'OFFERED' ? null : defaultRefusal(draft, principal.id, 'commitmentId');
    if (inDefault !== null) return inDefault;
    const noticeEndsAt = at + COMMITMENT_NOTICE_SECONDS;
    const cancelled = transitionCommitment(status, 'CANCELLED');
    if (cancelled === null && (status !== 'ACTIVE' || noticeEndsAt >= before)) {
      const reason = 'It is over, or ends by itself no later than after its notice.';
      return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'commitmentId');
    }
    const endsAt = cancelled === null ? noticeEndsAt : at;
    const ended = cancelled === null ? {} : { status: cancelled, endedAt: at };
    draft.put('commitments', { ...commitment, ...ended, endsAt });
    draft.emit({
      type: 'commitment.cancelled',
      node: commitmentId,
      also: [principal.id, reserveId],
      changes: { assetId, endsAt },
    });
    return draft.done({ commitmentId, endsAt });
  },
};
