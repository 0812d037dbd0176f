/** What only a proposal may do where several govern (docs/decisions/0036). */
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Principal } from '../command.ts';
import type { Parameters } from '../parameters.ts';
import type { Draft } from '../sequencer/draft.ts';

/** A single owner needs nobody's approval and waits for nothing: what it proposes is executed at once. */
export const isSingleOwner = ({ values }: Parameters): boolean =>
  values.approvalsNeeded === 1n && values.timelockSeconds === 0n;

/** Why a command may not be sent by itself, or null. A proposal runs it as the service does. */
export function directRefusal({ parameters }: Draft, { system }: Principal): Refusal | null {
  if (system || isSingleOwner(parameters)) return null;
  const need = Number(parameters.values.approvalsNeeded);
  return refuse('APPROVALS_MISSING', { have: 0, need, signers: [] });
}
