/**
 * Proposes changes of what governs the marketplace. They are made once to see that they can be, and undone;
 * where a single owner governs they are executed at once.
 */
import { z } from 'zod';
import { PROPOSAL_CHANGES_MAX } from '../../domain/shared/limits.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import type { Command } from '../command.ts';
import { referenceInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { applyChanges, changesNeeds } from './applyChanges.ts';
import { contentHashOf } from './approval.ts';
import { changeInput } from './changes.ts';
import { proposalTerms } from './proposalTerms.ts';

/** What may be asked for at once. */
export const changesInput = z.array(changeInput).min(1).max(PROPOSAL_CHANGES_MAX);

const input = z.strictObject({
  reason: referenceInput,
  /** Of the domain that is signed. */
  chainId: z.int().positive(),
  changes: changesInput,
});
type Input = z.infer<typeof input>;

export const propose: Command<Input, { proposalId: string }> = {
  name: 'propose',
  input,
  sender: ['OWNER', 'GOVERNOR'],
  money: false,
  needs: ({ changes }, context, world) => changesNeeds(changes, context, world),
  decide(world, { reason, chainId, changes }, context) {
    const { at, principal } = context;
    const draft = openDraft(world, at);
    const proposalId = context.id('prp');
    const { parameters } = draft;
    const { isAtOnce, timelockSeconds } = proposalTerms(parameters, changes);
    const made = applyChanges(isAtOnce ? draft : openDraft(world, at), changes, context, {
      proposalId,
      reason,
    });
    if (made.refused) return made;
    const executableAt = at + timelockSeconds;
    const content = {
      ...{ _id: proposalId, proposerId: principal.id, reason, chainId, proposedAt: at },
      changes: made.changes,
    };
    const contentHash = contentHashOf(content);
    const proposal: ProposalDocument = {
      ...content,
      version: 0,
      contentHash,
      status: isAtOnce ? 'EXECUTED' : 'OPEN',
      approvals: [],
      executableAt,
      expiresAt: executableAt + Number(parameters.values.expirySeconds),
      endedAt: isAtOnce ? at : null,
      endedBy: isAtOnce ? principal.id : null,
      parameterVersion: isAtOnce ? draft.parameters.version : null,
    };
    draft.create('proposals', proposal);
    const kinds = made.changes.map(({ kind, subject }) => `${kind} ${subject}`).join(', ');
    const told = { node: proposalId, changes: { reason, what: kinds, by: principal.id, contentHash } };
    draft.emit({ type: 'proposal.created', ...told });
    if (isAtOnce) draft.emit({ type: 'proposal.executed', ...told });
    return draft.done({ proposalId });
  },
};
