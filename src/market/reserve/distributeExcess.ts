/**
 * Gives what a fund holds above its buffer to the shares that bear losses: a pool's own fund to the pool's,
 * the shared fund to the vault's, over 30 days. The watcher sends it, hourly at most.
 */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { incomeSegment } from '../../domain/vault/income.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { Command } from '../command.ts';
import { startEarning } from '../earning/earnSegments.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { balanceId, incomeOf, unearnedOf } from '../ledger/accounts.ts';
import { accruePool } from '../pool/accrue.ts';
import { poolNeeds, segmentNeeds } from '../pool/poolNeeds.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { incomeNeeds, noteIncome } from '../vault/income.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import { poolProductNeeds } from './atStake.ts';
import { excessSurroundings, isHourOver, poolExcess, sharedExcess, sharedExcessNeeds } from './excess.ts';
import { payOut, reserveNeeds } from './flows.ts';
import { poolIdsOf } from './poolsOfAsset.ts';

/** `tick` names the watcher's step: the same step gives once. */
const input = z.strictObject({ reserveId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;

export const distributeExcess: Command<Input, { amount: Amount }> = {
  name: 'distributeExcess',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ reserveId, tick }) => `${reserveId}:${tick}`,
  needs({ reserveId }, { at }, world) {
    const reserve = world.peek('reserves', reserveId);
    if (reserve == null) return [need('reserves', reserveId)];
    const own = reserveNeeds(reserveId, reserve.assetId);
    if (reserve.kind === 'POOL_FUND') return [...own, ...ofPoolNeeds(world, reserve, at)];
    return [...own, ...(reserve.kind === 'SHARED_FUND' ? ofSharedNeeds(world, reserve) : [])];
  },
  decide(world, { reserveId }, { at }) {
    const draft = openDraft(world, at);
    const reserve = draft.get('reserves', reserveId);
    if (reserve === null) return refuse('NOT_FOUND', { id: reserveId }, 'reserveId');
    const amount = isHourOver(reserve, at) ? give(draft, reserve) : 0n;
    if (amount === 0n) {
      const reason = 'It holds nothing above its buffer, or something comes first, or it gave in this hour.';
      return refuse('STATUS_FORBIDS', { status: reserve.kind, reason, allowedActions: [] });
    }
    draft.put('reserves', { ...draft.must('reserves', reserveId), distributedAt: at });
    const changes = { amount: `${amount}` };
    draft.emit({ type: 'reserve.distributed', node: reserveId, also: [toOf(reserve)], changes });
    return draft.done({ amount });
  },
};

/** Whose shares it goes to. */
const toOf = ({ kind, ownerId }: ReserveDocument): string =>
  kind === 'POOL_FUND' ? ownerId : vaultIdOf(ownerId);

/** Moves what may be given, and returns it. */
function give(draft: Draft, { _id: reserveId, kind, ownerId }: ReserveDocument): Amount {
  if (kind === 'POOL_FUND') {
    const amount = poolExcess(excessSurroundings(draft), accruePool(draft, ownerId));
    if (amount === 0n) return 0n;
    payOut(draft, reserveId, unearnedOf(reserveId), 'EXCESS', amount);
    startEarning(draft, reserveId, incomeSegment(amount, draft.at));
    return amount;
  }
  if (kind !== 'SHARED_FUND') return 0n;
  const pools = poolIdsOf(draft.world, ownerId).map((poolId) => draft.must('pools', poolId));
  const vaultId = vaultIdOf(ownerId);
  const amount = sharedExcess(excessSurroundings(draft), ownerId, pools, draft.get('vaults', vaultId));
  if (amount === 0n) return 0n;
  payOut(draft, reserveId, incomeOf(vaultId), 'EXCESS', amount);
  noteIncome(draft, vaultId, 'EXCESS', amount);
  return amount;
}

function ofPoolNeeds(world: World, { _id, ownerId, assetId }: ReserveDocument, at: number): Need[] {
  return [
    ...poolNeeds(world, ownerId, at),
    ...poolProductNeeds(world, ownerId),
    need('balances', balanceId(unearnedOf(_id), assetId)),
    // Whatever the amount: the hours in which what is given now begins and ends to reach the shares.
    ...segmentNeeds(_id, [incomeSegment(1n, at)]),
  ];
}

const ofSharedNeeds = (world: World, { ownerId }: ReserveDocument): Need[] => [
  ...sharedExcessNeeds(world, ownerId),
  ...incomeNeeds(ownerId),
];
