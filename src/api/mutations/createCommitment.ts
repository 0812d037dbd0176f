/** Offers a commitment: whose signature it is, is recovered here, and the audit recovers it again. */
import { signerOf } from '../../market/commitment/promise.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { send, signedIn } from './send.ts';

export const createCommitment: MutationResolvers['createCommitment'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  signedIn(context);
  const signature = input.signature.toLowerCase();
  const reserve = await context.loaders.reserve.load(input.reserveId);
  const asset = reserve === null ? null : await must(context.loaders.asset, reserve.assetId);
  const signer = asset === null ? null : await signerOf({ ...input, chainId: asset.chainId }, signature);
  const order = { ...input, signature, signer };
  const { answer, ...rest } = await send(context, 'createCommitment', order, { dryRun });
  const isMade = answer !== null && !dryRun;
  return { commitment: isMade ? await context.loaders.commitment.load(answer.commitmentId) : null, ...rest };
};
