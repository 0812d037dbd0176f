/** What the queries are made with. */
import type { KeyObject } from 'node:crypto';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import type { Database } from '../../store/database.ts';
import type { Signer } from '../solvency/signer.ts';
import type { SimulateRuin } from './ruinPort.ts';
import type { ScenarioName } from './views.ts';

export interface QueryDependencies {
  database: Database;
  /** The clock that commands run on. */
  now(): UnixSeconds;
  /** Signs quote tokens; the same key that `buyPolicies` checks them with. */
  quoteKey: KeyObject;
  /** True where pools may be sandboxes: what is tried is judged as it would be made. */
  sandbox: boolean;
  /** Signs the solvency report. */
  signer: Signer;
  /** Simulates years of books: chance is no matter of the marketplace. */
  simulateRuin: SimulateRuin;
  /** The readings of a price history, oldest first. */
  scenarios(name: ScenarioName): Promise<readonly Reading[]>;
}
