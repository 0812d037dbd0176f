/** Lets money rest on a feed that was registered and waits for it. */
import { z } from 'zod';
import { refuse } from '../../../domain/shared/refusals.ts';
import { idInput } from '../../inputs.ts';
import { need } from '../../sequencer/world.ts';
import type { ChangeKind } from '../change.ts';

const input = z.strictObject({ feedId: idInput });

export const activateFeed: ChangeKind<z.infer<typeof input>> = {
  kind: 'activateFeed',
  input,
  needs: ({ feedId }) => [need('feeds', feedId)],
  apply(draft, { feedId }, { proposalId }) {
    const feed = draft.get('feeds', feedId);
    if (feed === null) return refuse('NOT_FOUND', { id: feedId }, 'feedId');
    if (feed.status !== 'PENDING') {
      const reason = 'Only a feed that waits to be activated can be.';
      return refuse('STATUS_FORBIDS', { status: feed.status, reason, allowedActions: [] }, 'feedId');
    }
    draft.put('feeds', { ...feed, status: 'LIVE' });
    draft.emit({
      type: 'feed.status_changed',
      node: feedId,
      also: [proposalId],
      changes: { status: 'LIVE' },
    });
    return { refused: false, subject: feed.name, before: 'PENDING', after: 'LIVE' };
  },
};
