/** What a proposal needs before it can be executed: it follows from what it would change. */
import { maximum } from '../../domain/shared/rounding.ts';
import type { ProposedChange } from '../../store/documents/governance.ts';
import type { Parameters } from '../parameters.ts';
import { isSingleOwner } from './directly.ts';

/** Changes that move money of the treasury. */
const OF_TREASURY: readonly string[] = ['releaseTreasury', 'lendTreasury'];

export interface ProposalTerms {
  approvals: number;
  timelockSeconds: number;
  /** Executed by the command that proposes it. */
  isAtOnce: boolean;
}

/**
 * The terms of a proposal under the parameters in force. Whatever releases money of the treasury needs its
 * approvals at least; what does nothing else is too urgent for a timelock, and is bounded by the caps of the
 * treasury instead (docs/decisions/0050).
 */
export function proposalTerms(
  parameters: Parameters,
  changes: readonly Pick<ProposedChange, 'kind'>[],
): ProposalTerms {
  const { approvalsNeeded, treasuryApprovalsNeeded, timelockSeconds } = parameters.values;
  const releases = changes.filter(({ kind }) => OF_TREASURY.includes(kind));
  const forTreasury = releases.length > 0 ? treasuryApprovalsNeeded : 0n;
  const approvals = maximum(approvalsNeeded, forTreasury);
  return {
    approvals: Number(approvals),
    timelockSeconds: releases.length === changes.length ? 0 : Number(timelockSeconds),
    isAtOnce: isSingleOwner(parameters) && approvals === 1n,
  };
}
