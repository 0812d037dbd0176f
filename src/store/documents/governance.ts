/** What governs now, in one small document that every decision has before it; and proposals. */
import type { Pauses } from '../../domain/governance/pause.ts';
import type { ProposalStatus } from '../../domain/governance/states.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { LayerOrder } from '../../domain/waterfall/rules.ts';

export interface GovernanceDocument {
  _id: string;
  version: number;
  /** Counts executed changes of parameters, from 1. */
  parameterVersion: number;
  /** Emergency pauses, by what is paused. */
  pauses?: Pauses;
  /** Values by name, of those that were set; the others stand at their default. */
  values: Record<string, bigint>;
  /** In which order layers bear losses, where it was ever changed. */
  layerOrder?: LayerOrder;
}

/** One change of a proposal. Its input is that of its kind. */
export interface ProposedChange {
  kind: string;
  input: Record<string, unknown>;
  /** What it is about, for people: a parameter, an address, a name. */
  subject: string;
  /** As it was proposed, and once executed as it was executed. */
  before: string | null;
  after: string | null;
}

/** A governor's signature under a proposal. */
export interface Approval {
  accountId: string;
  address: string;
  signature: string;
  at: UnixSeconds;
}

export interface ProposalDocument {
  _id: string;
  version: number;
  proposerId: string;
  reason: string;
  /** Of the domain that is signed. */
  chainId: number;
  changes: ProposedChange[];
  /** Over who proposed what, when and why: what a signature is under. */
  contentHash: string;
  status: ProposalStatus;
  approvals: Approval[];
  proposedAt: UnixSeconds;
  executableAt: UnixSeconds;
  expiresAt: UnixSeconds;
  endedAt: UnixSeconds | null;
  endedBy: string | null;
  /** The version in force after it was executed. */
  parameterVersion: number | null;
}
