/** A proposal that something can still be done with. */
import { shownStatus } from '../../domain/governance/states.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import type { Draft } from '../sequencer/draft.ts';

/** The proposal while it is open and in time, or why nothing is done with it. */
export function openProposal(
  draft: Draft,
  proposalId: string,
): { refused: false; proposal: ProposalDocument } | Refusal {
  const proposal = draft.get('proposals', proposalId);
  if (proposal === null) return refuse('NOT_FOUND', { id: proposalId }, 'proposalId');
  const status = shownStatus(proposal.status, proposal.expiresAt, draft.at);
  if (status === 'OPEN') return { refused: false, proposal };
  const reason = 'Only an open proposal can be approved, executed or taken back.';
  return refuse('STATUS_FORBIDS', { status, reason, allowedActions: ['propose'] }, 'proposalId');
}

/** Approvals of those who govern still. The accounts have been named as needs. */
export const countedApprovals = (draft: Draft, { approvals }: ProposalDocument) =>
  approvals.filter(({ accountId }) => draft.get('accounts', accountId)?.roles.includes('GOVERNOR'));
