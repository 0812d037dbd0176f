/** What governs now, and who has approved what. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import { isSingleOwner } from '../governance/directly.ts';
import { GOVERNANCE_ID, type Parameters, parametersOf } from '../parameters.ts';
import { rowsById } from './collections.ts';

/** Which proposals. */
export interface ProposalFilter {
  status?: ProposalDocument['status'];
  /** With OPEN: those that expire at this time or later, or before it. */
  inTime?: { isSo: boolean; at: UnixSeconds };
}

/** The parameters in force. */
export interface GovernanceView {
  parameters: Parameters;
  isSingleOwner: boolean;
}

/** As of now. */
export async function governanceNow(database: Database): Promise<GovernanceView> {
  const rows = await rowsById(database, 'governance', [GOVERNANCE_ID]);
  const parameters = parametersOf(rows.get(GOVERNANCE_ID) ?? null);
  return { parameters, isSingleOwner: isSingleOwner(parameters) };
}
