/** Repays recovery claims of a pool as far as there is something to give. */
import { RUN_OFF_COMMANDS_MAX } from '../../domain/shared/limits.ts';
import { balanceId, reserveOf } from '../../market/ledger/accounts.ts';
import type { Means } from '../../market/pool/runOffStep.ts';
import { type ReserveBooks, reserveBooks } from '../../market/reserve/backing.ts';
import { nextRecoveryStep } from '../../market/reserve/recovery.ts';
import { reserveIdOf } from '../../market/reserve/reserveId.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';

/** What the step has seen of a pool: most owe nothing, and are not looked at again. */
export interface SeenPool extends Means {
  books: ReserveBooks;
  unpaid: ReadonlySet<string>;
}

export async function stepRecovery(step: Step, pool: PoolDocument, seen: SeenPool): Promise<void> {
  const reserveId = reserveIdOf('POOL_FUND', pool._id);
  let { books } = seen;
  for (let count = 0; count < RUN_OFF_COMMANDS_MAX; count += 1) {
    const reserve = books.must('reserves', reserveId);
    const isUnpaid = (productId: string) => seen.unpaid.has(productId);
    if (nextRecoveryStep(books, reserve, pool, seen, isUnpaid) === null) return;
    const tick = `${reserve.version}`;
    if (!(await send(step, 'repayRecoveries', { poolId: pool._id, tick }))) return;
    const [reserves, balances] = await Promise.all([
      loadByIds(step.database, 'reserves', [reserveId]),
      loadByIds(step.database, 'balances', [balanceId(reserveOf(reserveId), pool.assetId)]),
    ]);
    const amounts = new Map(balances.map(({ _id, amount }) => [_id, amount]));
    books = reserveBooks(reserves, amounts, books.parameters);
  }
}
