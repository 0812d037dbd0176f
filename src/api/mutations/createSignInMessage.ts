/** The text that a wallet signs to sign in. */
import type { Address } from 'viem';
import { inputError, requestError } from '../errors.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';

/** How soon places are free again when too many messages wait for a signature. */
const RETRY_SECONDS = 30;

export const createSignInMessage: MutationResolvers['createSignInMessage'] = async (
  _parent,
  { input: { address, chainId } },
  { services },
) => {
  const { auth, settings } = services;
  if (!settings.chainIds.includes(chainId)) {
    throw inputError('input.chainId', `is one of ${settings.chainIds.join(', ')}`);
  }
  const issued = await auth.createMessage({ address: address as Address, chainId });
  if (issued === null) throw requestError('OVERLOADED', { retryAfterSeconds: RETRY_SECONDS });
  return { ...issued, errors: [], replayed: false };
};
