/** Calls the commitments of an asset when an incident is confirmed: for what no layer would bear at worst. */
import { callAmounts, callableFor, expectedLoss } from '../../domain/commitment/calls.ts';
import { COMMITMENT_CALL_SECONDS } from '../../domain/shared/limits.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { allocateEvent } from '../../domain/waterfall/allocateEvent.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import { balanceId, capitalOf, reserveOf } from '../ledger/accounts.ts';
import { SHARED_KINDS } from '../reserve/backing.ts';
import { poolIdsOf, poolsOfAsset } from '../reserve/poolsOfAsset.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { layersBehindPools } from '../waterfall/poolLayers.ts';
import { activeCommitments, activeOf, commitmentNeeds, hasCommitments, putCommitment } from './active.ts';
import { paidInNow } from './payIn.ts';

/** What calling them reads and writes: hardly anything where there are none. */
export function callNeeds(world: World, assetId: string): Need[] {
  if (!hasCommitments(world, assetId)) return [activeCommitments(assetId)];
  const shared = SHARED_KINDS.map((kind) => reserveIdOf(kind, assetId));
  const pools = poolIdsOf(world, assetId).flatMap((poolId) => [
    need('pools', poolId),
    need('balances', balanceId(capitalOf(poolId), assetId)),
    need('balances', balanceId(reserveOf(reserveIdOf('POOL_FUND', poolId)), assetId)),
  ]);
  return [
    ...commitmentNeeds(world, assetId),
    poolsOfAsset(assetId),
    need('assets', assetId),
    ...shared.map((reserveId) => need('balances', balanceId(reserveOf(reserveId), assetId))),
    ...pools,
    ...openCallIncidents(world, assetId).map((id) => need('incidents', id)),
  ];
}

interface Confirmed {
  incidentId: string;
  assetId: string;
  breachStart: UnixSeconds;
}

/** Calls what is lacking and not called yet, and takes at once what the committers have. */
export function callCommitments(draft: Draft, { incidentId, assetId, breachStart }: Confirmed): void {
  if (!hasCommitments(draft.world, assetId)) return;
  const active = activeOf(draft, assetId);
  const lefts = active.map((commitment) => callableFor(commitment, breachStart, draft.at));
  const amounts = callAmounts(lackingOf(draft, assetId), calledAlready(draft, active), lefts);
  for (const [index, commitment] of active.entries()) {
    const amount = amounts[index] ?? 0n;
    if (amount === 0n) continue;
    const { _id, accountId, reserveId, calls } = commitment;
    const [calledAt, dueAt] = [draft.at, draft.at + COMMITMENT_CALL_SECONDS];
    draft.emit({
      type: 'commitment.called',
      node: _id,
      also: [accountId, reserveId, incidentId],
      changes: { assetId, amount: `${amount}`, incidentId, dueAt },
    });
    const call = { incidentId, amount, paidIn: 0n, calledAt, dueAt, defaultedAt: null, lossEventId: null };
    putCommitment(draft, { ...commitment, calls: [...calls, paidInNow(draft, commitment, call)] });
  }
}

/** What nobody would bear if everything that is open of the asset paid as much as it may. */
function lackingOf(draft: Draft, assetId: string): Amount {
  const losing = poolIdsOf(draft.world, assetId)
    .map((poolId) => draft.must('pools', poolId))
    .filter(({ earmarks }) => earmarks.length > 0)
    .map((pool) => ({ pool, capital: draft.balance(capitalOf(pool._id), assetId) }));
  const claimants = losing.map(({ pool }) => ({
    id: pool._id,
    loss: expectedLoss(pool.products, new Set(pool.earmarks.map(({ productId }) => productId))),
  }));
  const { haircuts } = allocateEvent(claimants, layersBehindPools(draft, losing));
  return haircuts.reduce((sum, haircut) => sum + haircut, 0n);
}

/** What was called for losses that are open still. */
function calledAlready(draft: Draft, active: readonly CommitmentDocument[]): Amount {
  return active
    .flatMap(({ calls }) => calls)
    .filter(({ incidentId, lossEventId }) => {
      return lossEventId === null && draft.must('incidents', incidentId).status !== 'REVERSED';
    })
    .reduce((sum, { amount }) => sum + amount, 0n);
}

function openCallIncidents(world: World, assetId: string): string[] {
  const ids = world.range('activeCommitments', { assetId }) ?? [];
  return ids.flatMap((id) =>
    (world.peek('commitments', id)?.calls ?? []).map(({ incidentId }) => incidentId),
  );
}
