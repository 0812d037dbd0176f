/** Sandbox only: moves the service's clock forward. */
import { CLOCK_ADVANCE_SECONDS_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { refusedBy } from './refusedBy.ts';
import { signedIn } from './send.ts';

export const advanceClock: MutationResolvers['advanceClock'] = async (
  _parent,
  { input: { seconds } },
  context,
) => {
  signedIn(context);
  const { sandbox } = context.services;
  if (sandbox === null) throw new Error('advanceClock was called outside a sandbox');
  const maximum = BigInt(CLOCK_ADVANCE_SECONDS_MAX);
  if (seconds < 1 || BigInt(seconds) > maximum) {
    const range = { minimum: 1n, maximum, sent: BigInt(seconds) };
    return {
      now: null,
      ...refusedBy(context, 'advanceClock', refuse('AMOUNT_OUT_OF_RANGE', range, 'seconds')),
    };
  }
  return { now: await sandbox.advanceClock(seconds), errors: [], replayed: false };
};
