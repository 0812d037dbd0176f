/** Counts a governor's signature. Whoever is signed in may bring it. */
import { refuse } from '../../domain/shared/refusals.ts';
import type { Principal } from '../../market/command.ts';
import { signerOf } from '../../market/governance/approval.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { refusedBy } from './refusedBy.ts';
import { send, signedIn } from './send.ts';

/** A signature says itself whose it is: it is recovered here, and the audit recovers it again. */
const CLERK: Principal = { id: 'system:api', roles: [], system: true };

export const approveProposal: MutationResolvers['approveProposal'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  signedIn(context);
  const { proposalId, signature } = input;
  // Not through the loader, which would remember it as it was before.
  const rows = await context.services.market.queries.proposals.byIds([proposalId]);
  const proposal = rows.get(proposalId) ?? null;
  const signer = proposal === null ? null : await signerOf(proposal, signature);
  if (proposal === null || signer === null) {
    const refusal =
      proposal === null
        ? refuse('NOT_FOUND', { id: proposalId }, 'proposalId')
        : refuse('SIGNATURE_INVALID', { expectedSigners: [], recovered: null }, 'signature');
    return { proposal: null, ...refusedBy(context, 'approveProposal', refusal) };
  }
  const approval = { proposalId, signer, signature: signature.toLowerCase() };
  const { answer, ...rest } = await send(context, 'approveProposal', approval, { dryRun, principal: CLERK });
  return { proposal: answer === null ? null : await context.loaders.proposal.load(proposalId), ...rest };
};
