/**
 * Counts a governor's signature under a proposal. Whose it is has been recovered before; anybody may send it.
 */
import { z } from 'zod';
import { ROLE_HOLDERS_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { accountIdOf } from '../account/registerAccount.ts';
import type { Command } from '../command.ts';
import { addressInput, idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { openProposal } from './openProposal.ts';
import { proposalTerms } from './proposalTerms.ts';

const input = z.strictObject({
  proposalId: idInput,
  signer: addressInput,
  signature: z.string().regex(/^0x[0-9a-f]{130}$/, 'is not a signature of 65 bytes in lower case'),
});
type Input = z.infer<typeof input>;

export const approveProposal: Command<Input, { proposalId: string }> = {
  name: 'approveProposal',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ proposalId, signature }) => `${proposalId}:${signature}`,
  needs: ({ proposalId, signer }) => [
    need('proposals', proposalId),
    need('accounts', accountIdOf(signer)),
    { range: 'roleHolders', query: { role: 'GOVERNOR' }, limit: ROLE_HOLDERS_MAX },
  ],
  decide(world, { proposalId, signer, signature }, { at }) {
    const draft = openDraft(world, at);
    const found = openProposal(draft, proposalId);
    if (found.refused) return found;
    const { proposal } = found;
    const account = draft.get('accounts', accountIdOf(signer));
    if (!account?.roles.includes('GOVERNOR')) {
      const ids = world.range('roleHolders', { role: 'GOVERNOR' }) ?? [];
      const expectedSigners = ids.flatMap((id) => draft.get('accounts', id)?.address ?? []);
      return refuse('SIGNATURE_INVALID', { expectedSigners, recovered: signer }, 'signature');
    }
    // The same governor again: counted once, whatever the signature looks like.
    if (proposal.approvals.some(({ accountId }) => accountId === account._id))
      return draft.done({ proposalId });
    const approval = { accountId: account._id, address: account.address, signature, at };
    draft.put('proposals', { ...proposal, approvals: [...proposal.approvals, approval] });
    const have = proposal.approvals.length + 1;
    draft.emit({
      type: 'proposal.approved',
      node: proposalId,
      changes: {
        by: account.address,
        have,
        need: proposalTerms(draft.parameters, proposal.changes).approvals,
      },
    });
    return draft.done({ proposalId });
  },
};
