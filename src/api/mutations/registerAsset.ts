/** Registers a token. Role OWNER. */
import type { MutationResolvers, RegisterAssetInput } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const registerAsset: MutationResolvers['registerAsset'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'registerAsset', assetOrderOf(input), { dryRun });
  const asset = answer === null || dryRun ? null : await context.loaders.asset.load(answer.assetId);
  return { asset, ...rest };
};

/** The asset as the command takes it. */
export function assetOrderOf({ symbol, decimals, chainId, address, group }: RegisterAssetInput) {
  return { symbol, decimals, chainId, address, group: group ?? symbol };
}
