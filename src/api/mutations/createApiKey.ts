/** Makes a key for a program. */
import { z } from 'zod';
import { API_KEY_SCOPES_MAX } from '../../domain/shared/limits.ts';
import { isRefusal } from '../../domain/shared/refusals.ts';
import { nameInput } from '../../market/inputs.ts';
import { inputError, requestError } from '../errors.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { refusedBy } from './refusedBy.ts';
import { signedIn } from './send.ts';

const wanted = z.object({ name: nameInput, scopes: z.array(z.string()).min(1).max(API_KEY_SCOPES_MAX) });

export const createApiKey: MutationResolvers['createApiKey'] = async (_parent, { input }, context) => {
  const { id } = signedIn(context);
  const { name, scopes, expiresAt = null } = input;
  const [problem] = wanted.safeParse(input).error?.issues ?? [];
  if (problem !== undefined) throw inputError(`input.${problem.path.join('.')}`, problem.message);
  // A key hands on what it has and nothing else.
  const missing = scopes.find((scope) => context.scopes?.includes(scope) === false);
  if (missing !== undefined) throw requestError('FORBIDDEN', { scope: missing });
  const made = await context.services.auth.createApiKey(id, { name, scopes, expiresAt });
  if (isRefusal(made)) return { apiKey: null, secret: null, ...refusedBy(context, 'createApiKey', made) };
  return { ...made, errors: [], replayed: false };
};
