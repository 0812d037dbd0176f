/** What governs now, and who has approved what. */
import { RISK_KINDS } from '../../domain/risk/factors.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import type { RiskModelDocument } from '../../store/documents/risk.ts';
import { isSingleOwner } from '../governance/directly.ts';
import { GOVERNANCE_ID, type Parameters, parametersOf } from '../parameters.ts';
import { modelIdOf, modelOf } from '../risk/riskModels.ts';
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
  /** The version of each kind that is in force. */
  riskModels: RiskModelDocument[];
}

/** As of now. */
export async function governanceNow(database: Database): Promise<GovernanceView> {
  const rows = await rowsById(database, 'governance', [GOVERNANCE_ID]);
  const parameters = parametersOf(rows.get(GOVERNANCE_ID) ?? null);
  const known = await rowsById(database, 'riskModels', RISK_KINDS.map(modelIdOf));
  const riskModels = RISK_KINDS.map((kind) => modelOf(kind, known.get(modelIdOf(kind)) ?? null));
  return { parameters, isSingleOwner: isSingleOwner(parameters), riskModels };
}
