/** Opens a backstop vault: for what is paid in one asset, holding the same or another. */
import { z } from 'zod';
import { newEarning } from '../../domain/policy/earning.ts';
import { RUNNING_CLOCK } from '../../domain/pool/freezeClock.ts';
import { NO_RESULTS } from '../../domain/pool/results.ts';
import { VAULTS_PER_ASSET_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { WAD } from '../../domain/shared/units.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { newReserve } from '../reserve/flows.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { proceedsIdOf } from './otherAssets.ts';
import { vaultIdOf } from './vaultId.ts';

/** `priceFeedId`: the feed of what one whole unit of what it holds is worth in what it pays. */
const input = z.strictObject({
  payoutAssetId: idInput,
  assetId: idInput,
  priceFeedId: idInput.nullable().default(null),
});
type Input = z.infer<typeof input>;

export const createVault: Command<Input, { reserveId: string }> = {
  name: 'createVault',
  input,
  sender: ['OWNER'],
  money: false,
  // The feed as well: with another one it is asked for, and refused because there is such a vault.
  naturalKey: ({ payoutAssetId, assetId, priceFeedId }) =>
    `${vaultIdOf(payoutAssetId, assetId)}:${priceFeedId ?? ''}`,
  needs: ({ payoutAssetId, assetId, priceFeedId }) => [
    need('assets', payoutAssetId),
    need('assets', assetId),
    need('vaults', vaultIdOf(payoutAssetId, assetId)),
    need('reserves', vaultIdOf(payoutAssetId, assetId)),
    need('reserves', proceedsIdOf(vaultIdOf(payoutAssetId, assetId))),
    ...(priceFeedId === null ? [] : [need('feeds', priceFeedId)]),
  ],
  decide(world, { payoutAssetId, assetId, priceFeedId }, { at }) {
    const draft = openDraft(world, at);
    const payout = draft.get('assets', payoutAssetId);
    if (payout === null) return refuse('NOT_FOUND', { id: payoutAssetId }, 'payoutAssetId');
    if (draft.get('assets', assetId) === null) return refuse('NOT_FOUND', { id: assetId }, 'assetId');
    if (priceFeedId !== null && draft.get('feeds', priceFeedId) === null)
      return refuse('NOT_FOUND', { id: priceFeedId }, 'priceFeedId');
    const vaultId = vaultIdOf(payoutAssetId, assetId);
    if (draft.get('vaults', vaultId) !== null) return refuse('KEY_IN_USE', { prefix: vaultId }, 'assetId');
    const { vaultIds = [] } = payout;
    if (vaultIds.length >= VAULTS_PER_ASSET_MAX) {
      const used = vaultIds.length;
      return refuse('LIMIT_REACHED', { limit: VAULTS_PER_ASSET_MAX, used }, 'payoutAssetId');
    }
    draft.put('assets', { ...payout, vaultIds: [...vaultIds, vaultId] });
    draft.put('reserves', { ...newReserve('VAULT', payoutAssetId, assetId, at), _id: vaultId });
    if (assetId !== payoutAssetId)
      draft.put('reserves', newReserve('VAULT_PROCEEDS', vaultId, payoutAssetId, at));
    draft.put('vaults', {
      _id: vaultId,
      version: 0,
      assetId,
      payoutAssetId,
      priceFeedId,
      status: 'OPEN',
      shares: 0n,
      queuedShares: 0n,
      queuedValue: 0n,
      withdrawalCount: 0,
      breachedProductIds: [],
      holds: [],
      earning: newEarning(at),
      incomes: {},
      results: { amounts: NO_RESULTS, perShare: NO_RESULTS },
      opening: { at, priceWad: WAD, perShare: NO_RESULTS },
      ...{ saleId: null, saleCount: 0 },
      ...RUNNING_CLOCK,
      createdAt: at,
    });
    draft.emit({ type: 'reserve.status_changed', node: vaultId, changes: { status: 'OPEN' } });
    return draft.done({ reserveId: vaultId });
  },
};
