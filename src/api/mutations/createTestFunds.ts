/** Sandbox only: money for the account that is signed in, through the cashier's door. */
import { createHash } from 'node:crypto';
import type { Principal } from '../../market/command.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send, signedIn } from './send.ts';

const TILL: Principal = { id: 'system:sandbox', roles: ['CASHIER'], system: true };

export const createTestFunds: MutationResolvers['createTestFunds'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { id: accountId } = signedIn(context);
  const command = { ...input, accountId, reference: 'test funds' };
  // The till is one sender for everybody: the account goes into the key, so that keys of two people never
  // meet.
  const idempotencyKey = createHash('sha256')
    .update(`${accountId}:${context.facts.idempotencyKey ?? ''}`)
    .digest('hex');
  const { answer, ...rest } = await send(context, 'creditAccount', command, {
    dryRun,
    principal: TILL,
    idempotencyKey,
  });
  return { account: answer === null ? null : await context.loaders.account.load(accountId), ...rest };
};
