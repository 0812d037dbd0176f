/** Registers a feed: who observes what, how, and how readings are formed from it. */
import { z } from 'zod';
import { EMPTY_FEED_STATE } from '../../domain/feed/fold.ts';
import { REPEAT_SECONDS } from '../../domain/feed/parameters.ts';
import {
  AMOUNT_MAX,
  FEED_OPERATORS_MAX,
  FEED_SOURCES_MAX,
  FEEDS_PER_ACCOUNT_MAX,
} from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import type { Command, Principal } from '../command.ts';
import { directRefusal } from '../governance/directly.ts';
import { nameInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { ownsFeeds, READINGS_FAMILY, registrationProblems, sourceInput, sourceOf } from './registration.ts';

const input = z.strictObject({
  name: nameInput,
  purpose: z.enum(['TRIGGER', 'SIGNAL']).default('TRIGGER'),
  decimals: z.int().min(0).max(18),
  quorum: z.int().min(1).max(FEED_OPERATORS_MAX),
  maxGapSeconds: z.int().min(60).max(DAY_SECONDS),
  finalitySeconds: z.int().min(0).max(DAY_SECONDS),
  sources: z.array(sourceInput).min(1).max(FEED_SOURCES_MAX),
  /** In whole dollars; required unless it is a sandbox or a signal. */
  costOfCorruption: z.bigint().min(0n).max(AMOUNT_MAX).nullable().optional(),
  sandbox: z.boolean(),
});
type Input = z.infer<typeof input>;

/** The id follows from the name, so that a name stands for one feed of the owner ... */
export const feedIdOf = (name: string): string => `feed_${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`;

/** ... and for one feed of each account beside it: nobody takes a name away from anybody. */
const idFor = (name: string, principal: Principal): string =>
  ownsFeeds(principal) ? feedIdOf(name) : `${feedIdOf(name)}_${principal.id.slice(-8)}`;

export const registerFeed: Command<Input, { feedId: string }> = {
  name: 'registerFeed',
  input,
  sender: 'ACCOUNT',
  money: false,
  naturalKey: ({ name }) => feedIdOf(name),
  needs: ({ name }, { principal }) => [
    need('feeds', idFor(name, principal)),
    ...(ownsFeeds(principal) ? [] : [need('accounts', principal.id)]),
  ],
  decide(world, registration, { at, principal, settings }) {
    const { name, purpose, decimals, quorum, maxGapSeconds, finalitySeconds, sandbox } = registration;
    const draft = openDraft(world, at);
    const feedId = idFor(name, principal);
    if (draft.get('feeds', feedId) !== null) return refuse('KEY_IN_USE', { prefix: feedId }, 'name');
    const isOwner = ownsFeeds(principal);
    const problems = registrationProblems(registration, { isOwner, isTrial: settings.sandbox });
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const account = isOwner ? null : draft.get('accounts', principal.id);
    const used = account?.feedCount ?? 0;
    if (used >= FEEDS_PER_ACCOUNT_MAX) return refuse('LIMIT_REACHED', { limit: FEEDS_PER_ACCOUNT_MAX, used });
    if (account !== null) draft.put('accounts', { ...account, feedCount: used + 1 });
    const sources = registration.sources.map(sourceOf);
    // A single owner decides which feeds money may rest on; where several govern, a proposal does.
    const isDecided = isOwner && directRefusal(draft, principal) === null;
    const status = sandbox ? 'SANDBOX' : isDecided ? 'LIVE' : 'PENDING';
    draft.put('feeds', {
      _id: feedId,
      version: 0,
      name,
      purpose,
      decimals,
      quorum,
      // The rows of a replay are readings already: to repeat them would change what they say.
      repeatSeconds: sources.every(({ family }) => family === READINGS_FAMILY) ? 0 : REPEAT_SECONDS,
      maxGapSeconds,
      finalitySeconds,
      sources,
      status,
      fork: null,
      sandbox,
      productIds: [],
      managerId: principal.id,
      costOfCorruption: registration.costOfCorruption ?? 0n,
      activeCover: [],
      watermark: null,
      lastReading: null,
      foldState: EMPTY_FEED_STATE,
      evidenceHash: GENESIS_HASH,
      createdAt: at,
    });
    draft.emit({ type: 'feed.status_changed', node: feedId, changes: { status } });
    return draft.done({ feedId });
  },
};
