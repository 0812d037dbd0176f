/** Registers an exchange or lending market that will report its liquidations, with its keys and markets. */
import { z } from 'zod';
import { VENUES_PER_ACCOUNT_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { VENUE_GRADE_DEFAULT } from '../../domain/venue/grade.ts';
import type { Command } from '../command.ts';
import { newReserve } from '../reserve/flows.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { venueIdOf } from './ids.ts';
import {
  marketProblems,
  marketsInput,
  putMarkets,
  registrationNeeds,
  takeKeys,
  venueKeysInput,
  venueNameInput,
} from './registration.ts';

const input = z.strictObject({
  name: venueNameInput,
  kind: z.enum(['EXCHANGE', 'LENDING']),
  keys: venueKeysInput,
  markets: marketsInput,
});
type Input = z.infer<typeof input>;

export const registerVenue: Command<Input, { venueId: string }> = {
  name: 'registerVenue',
  input,
  sender: 'ACCOUNT',
  money: false,
  naturalKey: ({ name }) => name.toLowerCase(),
  needs({ name, keys, markets }, { principal }) {
    const venueId = venueIdOf(name, principal);
    return [
      need('venues', venueId),
      need('accounts', principal.id),
      ...registrationNeeds(venueId, keys, markets),
    ];
  },
  decide(world, { name, kind, keys, markets }, { principal, at, settings }) {
    const draft = openDraft(world, at);
    const venueId = venueIdOf(name, principal);
    if (draft.get('venues', venueId) !== null) return refuse('KEY_IN_USE', { prefix: venueId }, 'name');
    const account = draft.must('accounts', principal.id);
    const { venueCount: used = 0 } = account;
    if (used >= VENUES_PER_ACCOUNT_MAX)
      return refuse('LIMIT_REACHED', { limit: VENUES_PER_ACCOUNT_MAX, used });
    const assetId = markets[0]?.assetId ?? '';
    const problems = marketProblems(draft, { _id: venueId, assetId }, markets, settings.sandbox);
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const inUse = takeKeys(draft, venueId, keys);
    if (inUse !== null) return inUse;
    draft.put('accounts', { ...account, venueCount: used + 1 });
    const marketIds = putMarkets(draft, { _id: venueId, accountId: principal.id }, markets);
    draft.put('reserves', newReserve('VENUE_COLLATERAL', venueId, assetId, at));
    draft.put('venues', {
      ...{ _id: venueId, version: 0, name, kind, accountId: principal.id },
      ...{ keys: keys.map((key) => key.toLowerCase()), status: 'PENDING', grade: VENUE_GRADE_DEFAULT },
      ...{ assetId, contributed: 0n, drawn: 0n, draws: [], days: [], debts: [], marketIds, createdAt: at },
    });
    draft.emit({
      type: 'venue.registered',
      node: venueId,
      also: [principal.id, ...marketIds],
      changes: { name, kind, grade: VENUE_GRADE_DEFAULT },
    });
    return draft.done({ venueId });
  },
};
