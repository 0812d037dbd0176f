/** Changes a venue's name, its keys from now on, or its markets; none is ever taken away. */
import { z } from 'zod';
import { VENUE_MARKETS_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
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
  venueId: idInput,
  name: venueNameInput.nullable(),
  keys: venueKeysInput.nullable(),
  /** New ones, and those of which something is changed; the others stay. */
  markets: marketsInput.nullable(),
});
type Input = z.infer<typeof input>;

export const editVenue: Command<Input, { venueId: string }> = {
  name: 'editVenue',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs: ({ venueId, keys, markets }) => [
    need('venues', venueId),
    ...registrationNeeds(venueId, keys ?? [], markets ?? []),
  ],
  decide(world, { venueId, ...asked }, { principal, at, settings }) {
    const draft = openDraft(world, at);
    const venue = draft.get('venues', venueId);
    if (venue === null || venue.accountId !== principal.id)
      return refuse('NOT_FOUND', { id: venueId }, 'venueId');
    const markets = asked.markets ?? [];
    const problems = marketProblems(draft, venue, markets, settings.sandbox);
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const inUse = takeKeys(draft, venueId, asked.keys ?? []);
    if (inUse !== null) return inUse;
    const marketIds = [...new Set([...venue.marketIds, ...putMarkets(draft, venue, markets)])];
    if (marketIds.length > VENUE_MARKETS_MAX) {
      return refuse('LIMIT_REACHED', { limit: VENUE_MARKETS_MAX, used: venue.marketIds.length }, 'markets');
    }
    const name = asked.name ?? venue.name;
    const keys = asked.keys?.map((key) => key.toLowerCase()) ?? venue.keys;
    draft.put('venues', { ...venue, name, keys, marketIds });
    draft.emit({
      type: 'venue.edited',
      node: venueId,
      also: [venue.accountId, ...marketIds.filter((id) => !venue.marketIds.includes(id))],
      changes: { name, keys: keys.join(' '), markets: marketIds.length },
    });
    return draft.done({ venueId });
  },
};
