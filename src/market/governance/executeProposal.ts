/**
 * Executes a proposal that is approved and whose timelock is over. Its changes are judged again, by the
 * values and states of now.
 */
import { z } from 'zod';
import { transitionProposal } from '../../domain/governance/states.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { applyChanges, changesNeeds } from './applyChanges.ts';
import { countedApprovals, openProposal } from './openProposal.ts';
import { proposalTerms } from './proposalTerms.ts';

const input = z.strictObject({ proposalId: idInput });
type Input = z.infer<typeof input>;
interface Answer {
  proposalId: string;
  parameterVersion: number;
}

export const executeProposal: Command<Input, Answer> = {
  name: 'executeProposal',
  input,
  sender: 'ACCOUNT',
  money: false,
  naturalKey: ({ proposalId }) => proposalId,
  needs({ proposalId }, context, world) {
    const proposal = world.peek('proposals', proposalId);
    if (proposal == null) return [need('proposals', proposalId)];
    const approvers = proposal.approvals.map(({ accountId }) => need('accounts', accountId));
    return [need('proposals', proposalId), ...approvers, ...changesNeeds(proposal.changes, context, world)];
  },
  decide(world, { proposalId }, context) {
    const { at, principal } = context;
    const draft = openDraft(world, at);
    const found = openProposal(draft, proposalId);
    if (found.refused) return found;
    const { proposal } = found;
    const counted = countedApprovals(draft, proposal);
    const { approvals: wanted } = proposalTerms(draft.parameters, proposal.changes);
    if (counted.length < wanted) {
      const signers = counted.map(({ address }) => address);
      return refuse('APPROVALS_MISSING', { have: counted.length, need: wanted, signers }, 'proposalId');
    }
    if (at < proposal.executableAt)
      return refuse('TIMELOCKED', { executableAt: proposal.executableAt }, 'proposalId');
    const { reason, contentHash } = proposal;
    const made = applyChanges(draft, proposal.changes, context, { proposalId, reason });
    if (made.refused) return made;
    const status = transitionProposal(proposal.status, 'EXECUTED');
    if (status === null) throw new Error(`${proposalId} is ${proposal.status} and cannot be executed`);
    const parameterVersion = draft.parameters.version;
    const ended = { status, endedAt: at, endedBy: principal.id, parameterVersion };
    draft.put('proposals', { ...proposal, ...ended, changes: made.changes });
    const what = made.changes.map(({ kind, subject }) => `${kind} ${subject}`).join(', ');
    draft.emit({
      type: 'proposal.executed',
      node: proposalId,
      changes: { reason, what, by: principal.id, contentHash },
    });
    return draft.done({ proposalId, parameterVersion });
  },
};
