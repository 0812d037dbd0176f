/** A ledger read at one moment, and closed again. */
import type { Database } from '../../store/database.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { type Environment, openLedger } from './openLedger.ts';

/** Reads the ledger that is named, or the one that is here; UsageError where there is none. */
export async function readLedger<Found>(
  uri: string | undefined,
  environment: Environment,
  body: (view: Database, name: string) => Promise<Found>,
): Promise<Found> {
  const ledger = await openLedger(uri, environment);
  try {
    return await withSnapshot(ledger.database, (view) => body(view, ledger.name));
  } finally {
    await ledger.close();
  }
}
