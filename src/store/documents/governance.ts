/** What governs the marketplace now: one small document that every decision has before it. */

export interface GovernanceDocument {
  _id: string;
  version: number;
  /** Counts executed changes of parameters, from 1. */
  parameterVersion: number;
  /** Values by name, of those that were set; the others stand at their default. */
  values: Record<string, bigint>;
}
