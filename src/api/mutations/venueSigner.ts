/** Whose signature a venue's report has. */
import type { Hex } from 'viem';
import { recoverKey } from '../../market/venue/recoverKey.ts';
import type { ApiContext } from '../context.ts';
import { must } from '../loaders/loaders.ts';
import { signedIn } from './send.ts';

/** The address, or null for a market that is not there and for what is no signature. Needs a session. */
export async function signerOf(
  context: ApiContext,
  marketId: string,
  signature: string,
  digest: (chainId: number) => Hex | null,
): Promise<string | null> {
  signedIn(context);
  // Past the request's loader: the answer shows the market as it is after the report.
  const market = (await context.services.market.queries.markets.byIds([marketId])).get(marketId);
  if (market === undefined) return null;
  const { chainId } = await must(context.loaders.asset, market.assetId);
  return recoverKey(digest(chainId), signature);
}
