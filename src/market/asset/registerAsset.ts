/** Registers a token that balances can be kept in. One chain and address is one asset: the id says so. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { directRefusal } from '../governance/directly.ts';
import { addressInput, nameInput } from '../inputs.ts';
import { newReserve } from '../reserve/flows.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';

const input = z.strictObject({
  symbol: z.string().regex(/^[A-Za-z0-9.]{1,16}$/, 'is not a symbol'),
  decimals: z.int().min(0).max(18),
  chainId: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  address: addressInput,
  /** What its value follows; its own symbol where nothing else is said. */
  group: nameInput.optional(),
});
type Input = z.infer<typeof input>;

/** The id of the token at an address of a chain. */
export const assetIdOf = (chainId: number, address: string): string =>
  `ast_${chainId}_${address.slice(2).toLowerCase()}`;

/** What stands behind all that is paid in an asset from the beginning. */
const RESERVES_OF_AN_ASSET = ['SHARED_FUND', 'PLATFORM_SLICE', 'COMMITMENTS', 'TREASURY'] as const;

export const registerAsset: Command<Input, { assetId: string }> = {
  name: 'registerAsset',
  input,
  sender: ['OWNER'],
  money: false,
  naturalKey: ({ chainId, address }) => assetIdOf(chainId, address),
  needs: ({ chainId, address }) => [need('assets', assetIdOf(chainId, address))],
  decide(world, { symbol, decimals, chainId, address, group }, { at, principal }) {
    const draft = openDraft(world, at);
    const direct = directRefusal(draft, principal);
    if (direct !== null) return direct;
    const assetId = assetIdOf(chainId, address);
    if (draft.get('assets', assetId) !== null) return refuse('KEY_IN_USE', { prefix: assetId }, 'address');
    draft.put('assets', {
      _id: assetId,
      version: 0,
      symbol,
      decimals,
      chainId,
      address,
      group: group ?? symbol,
      createdAt: at,
    });
    // Whatever is paid in it may have a layer behind it.
    for (const kind of RESERVES_OF_AN_ASSET) draft.create('reserves', newReserve(kind, assetId, assetId, at));
    draft.emit({ type: 'asset.registered', node: assetId, changes: { symbol, decimals, chainId, address } });
    return draft.done({ assetId });
  },
};
