/** Registers a token. Role OWNER. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const registerAsset: MutationResolvers['registerAsset'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { symbol, decimals, chainId, address } = input;
  const group = input.group ?? symbol;
  const command = { symbol, decimals, chainId, address, group };
  const { answer, ...rest } = await send(context, 'registerAsset', command, { dryRun });
  const asset = answer === null || dryRun ? null : await context.loaders.asset.load(answer.assetId);
  return { asset, ...rest };
};
