/** The opening of a history in the one ledger of a test file. */
import { emptyLedgerUri } from '../support/ledgers.ts';
import { openingIn } from './opening.ts';
import type { World } from './world.ts';

/** A world in an emptied ledger. Whoever used the ledger before has to be stopped. */
export async function begin(): Promise<World> {
  return openingIn(await emptyLedgerUri());
}
