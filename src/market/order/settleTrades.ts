/**
 * Settles trades of shares, once every product of the pool is decided until they were made. One before which
 * a breach began that is open, or was paid for since, is void; so is one that cannot be decided, because a
 * product has been watched for seven days: nobody shall have bought a loss that was there already.
 */
import { z } from 'zod';
import { isWaitedFor } from '../../domain/pool/freezeClock.ts';
import { STEP_NAME_LENGTH_MAX, TRADES_PER_COMMAND_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { accruePool } from '../pool/accrue.ts';
import { poolDecidedNeeds, poolNeeds } from '../pool/poolNeeds.ts';
import { decidedUntilOf } from '../product/decided.ts';
import { unresolvedStarts } from '../product/unresolved.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { completeTrade, tradeNeeds, voidTrade } from './trades.ts';

/** `until`: trades made by then; `tick` names the watcher's step. */
const input = z.strictObject({
  poolId: idInput,
  until: secondsInput,
  tick: z.string().max(STEP_NAME_LENGTH_MAX),
});
type Input = z.infer<typeof input>;
interface Answer {
  done: number;
  void: number;
}

export const settleTrades: Command<Input, Answer> = {
  name: 'settleTrades',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ poolId, tick }) => `${poolId}:${tick}`,
  needs: ({ poolId, until }, { at }, world) => [
    ...poolNeeds(world, poolId, at),
    ...poolDecidedNeeds(world, poolId),
    { range: 'pendingTrades', query: { poolId, until }, limit: TRADES_PER_COMMAND_MAX },
    ...tradeIdsOf(world, poolId, until).flatMap((id) => tradeNeeds(world, id)),
    ...breachNeeds(world, poolId, until),
  ],
  decide(world, { poolId, until }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('pools', poolId) === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    const pool = accruePool(draft, poolId);
    const paid = paidBreaches(world, pool, oldestOf(world, poolId, until));
    const answer: Answer = { done: 0, void: 0 };
    for (const tradeId of tradeIdsOf(world, poolId, until)) {
      const trade = draft.must('trades', tradeId);
      const fate = trade.status === 'PENDING' ? fateOf(draft, pool, trade.madeAt, paid) : 'WAITS';
      if (fate === 'DONE') {
        completeTrade(draft, trade);
        answer.done += 1;
      } else if (fate === 'VOID') {
        voidTrade(draft, trade);
        answer.void += 1;
      }
    }
    if (answer.done + answer.void === 0) {
      const reason = 'No trade waits that was made before the time until which the pool is decided.';
      return refuse('STATUS_FORBIDS', { status: 'PENDING', reason, allowedActions: [] });
    }
    return draft.done(answer);
  },
};

const tradeIdsOf = (world: World, poolId: string, until: UnixSeconds): readonly string[] =>
  world.range('pendingTrades', { poolId, until }) ?? [];

/** When the oldest trade that waits was made, or null where none does. */
function oldestOf(world: World, poolId: string, until: UnixSeconds): UnixSeconds | null {
  const [oldest] = tradeIdsOf(world, poolId, until);
  return oldest === undefined ? null : (world.peek('trades', oldest)?.madeAt ?? null);
}

interface PaidBreach {
  breachStart: UnixSeconds;
  finalAt: UnixSeconds;
}

/** Breaches whose losses were counted since the oldest trade was made. */
function paidBreaches(world: World, { products }: PoolDocument, since: UnixSeconds | null): PaidBreach[] {
  if (since === null) return [];
  return products
    .flatMap(({ productId }) => world.range('finalIncidents', { productId, since }) ?? [])
    .flatMap((incidentId) => {
      const incident = world.get('incidents', incidentId);
      if (incident === null || incident.finalAt === null) return [];
      return [{ breachStart: incident.breachStart, finalAt: incident.finalAt }];
    });
}

function breachNeeds(world: World, poolId: string, until: UnixSeconds): Need[] {
  const products = world.peek('pools', poolId)?.products ?? [];
  const since = oldestOf(world, poolId, until);
  return products.flatMap(({ productId }) => {
    const openIncidentIds = world.peek('products', productId)?.openIncidentIds ?? [];
    const open = [need('products', productId), ...openIncidentIds.map((id) => need('incidents', id))];
    if (since === null) return open;
    const query = { productId, since };
    const paid = (world.range('finalIncidents', query) ?? []).map((id) => need('incidents', id));
    return [...open, { range: 'finalIncidents' as const, query, limit: TRADES_PER_COMMAND_MAX }, ...paid];
  });
}

function fateOf(
  draft: Draft,
  { products }: PoolDocument,
  madeAt: UnixSeconds,
  paid: readonly PaidBreach[],
): 'WAITS' | 'DONE' | 'VOID' {
  const known = {
    product: (id: string) => draft.get('products', id),
    feed: (id: string) => draft.get('feeds', id),
  };
  const undecided = products.filter(({ restsOn }) => {
    const decided = decidedUntilOf(restsOn, known);
    return decided === null || decided < madeAt;
  });
  if (undecided.some((product) => isWaitedFor(product, draft.at))) return 'WAITS';
  const starts = products.flatMap(({ productId }) =>
    unresolvedStarts(draft, draft.must('products', productId)),
  );
  const wasPaid = paid.some(({ breachStart, finalAt }) => breachStart < madeAt && finalAt >= madeAt);
  return undecided.length > 0 || wasPaid || starts.some((start) => start < madeAt) ? 'VOID' : 'DONE';
}
