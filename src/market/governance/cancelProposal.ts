/** Takes an open proposal back: its proposer may, and every governor. */
import { z } from 'zod';
import { transitionProposal } from '../../domain/governance/states.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { openProposal } from './openProposal.ts';

const input = z.strictObject({ proposalId: idInput });
type Input = z.infer<typeof input>;

export const cancelProposal: Command<Input, { proposalId: string }> = {
  name: 'cancelProposal',
  input,
  sender: 'ACCOUNT',
  money: false,
  naturalKey: ({ proposalId }) => proposalId,
  needs: ({ proposalId }) => [need('proposals', proposalId)],
  decide(world, { proposalId }, { at, principal }) {
    const draft = openDraft(world, at);
    const found = openProposal(draft, proposalId);
    if (found.refused) return found;
    const { proposal } = found;
    if (proposal.proposerId !== principal.id && !principal.roles.includes('GOVERNOR')) {
      const rule = 'Its proposer or a governor takes a proposal back.';
      return refuse('ACCESS_RESTRICTED', { rule, appeal: 'Ask a governor to cancel it.' }, 'proposalId');
    }
    const status = transitionProposal(proposal.status, 'CANCELLED');
    if (status === null) throw new Error(`${proposalId} is ${proposal.status} and cannot be taken back`);
    draft.put('proposals', { ...proposal, status, endedAt: at, endedBy: principal.id });
    draft.emit({ type: 'proposal.cancelled', node: proposalId, changes: { by: principal.id } });
    return draft.done({ proposalId });
  },
};
