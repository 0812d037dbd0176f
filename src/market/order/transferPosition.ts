/**
 * Gives shares of a pool to another account. They go into its one position there, without a cooldown and
 * without changing one, once it is decided that no breach began before; until then they are locked and still
 * at risk. Shares of a vault go at once, unless it is frozen.
 */
import { z } from 'zod';
import { isRefusal, refuse } from '../../domain/shared/refusals.ts';
import { accountIdOf } from '../account/registerAccount.ts';
import { outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { addressInput, amountInput, idInput } from '../inputs.ts';
import { freeSharesOf } from '../pool/positions.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { transferVaultShares, vaultTransferNeeds } from '../vault/transfer.ts';
import { isVault } from '../vault/vaultId.ts';
import { tradingRefusal } from './orders.ts';
import { makeTrade } from './trades.ts';

const input = z.strictObject({ positionId: idInput, shares: amountInput, toAddress: addressInput });
type Input = z.infer<typeof input>;
interface Answer {
  positionId: string;
  /** Null where nothing waits: shares of a vault. */
  tradeId: string | null;
}

export const transferPosition: Command<Input, Answer> = {
  name: 'transferPosition',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs({ positionId, toAddress }, { at }, world) {
    const poolId = world.peek('positions', positionId)?.poolId;
    const toId = accountIdOf(toAddress);
    const own = [need('positions', positionId), need('accounts', toId)];
    if (poolId === undefined) return own;
    return [
      ...own,
      ...(isVault(poolId) ? vaultTransferNeeds(world, poolId, toId, at) : [need('pools', poolId)]),
    ];
  },
  decide(world, { positionId, shares, toAddress }, context) {
    const { principal, at } = context;
    const draft = openDraft(world, at);
    const position = draft.get('positions', positionId);
    if (position === null || position.accountId !== principal.id)
      return refuse('NOT_FOUND', { id: positionId }, 'positionId');
    const buyerId = accountIdOf(toAddress);
    if (buyerId === principal.id || draft.get('accounts', buyerId) === null)
      return refuse('NOT_FOUND', { id: toAddress }, 'toAddress');
    const { poolId } = position;
    if (isVault(poolId)) {
      const given = transferVaultShares(draft, position, shares, buyerId);
      return isRefusal(given) ? given : draft.done({ positionId, tradeId: null });
    }
    const pool = draft.must('pools', poolId);
    const refusal = outOfRange(shares, 'shares', 1n, freeSharesOf(position)) ?? tradingRefusal(pool, shares);
    if (refusal !== null) return refusal;
    const deal = { kind: 'SHARES' as const, policyId: null, poolId, assetId: pool.assetId };
    const parties = { sellerId: principal.id, buyerId, quantity: shares, price: 0n };
    return draft.done({ positionId, tradeId: makeTrade(draft, { ...deal, ...parties }, null, context) });
  },
};
