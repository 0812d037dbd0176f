/** What governs now, and who has approved what. */
import type { Database } from '../../store/database.ts';
import { isSingleOwner } from '../governance/directly.ts';
import { GOVERNANCE_ID, type Parameters, parametersOf } from '../parameters.ts';
import { rowsById } from './collections.ts';

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
