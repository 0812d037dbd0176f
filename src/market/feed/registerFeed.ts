/** Registers a feed: who observes what, how, and how readings are formed from it. */
import { z } from 'zod';
import { QUORUM_LIVE_MIN } from '../../domain/feed/decentralisation.ts';
import { EMPTY_FEED_STATE } from '../../domain/feed/fold.ts';
import { defaultMarginSeconds, REPEAT_SECONDS } from '../../domain/feed/parameters.ts';
import {
  AMOUNT_MAX,
  FEED_OPERATORS_MAX,
  FEED_SOURCES_MAX,
  SOURCE_CONFIG_LENGTH_MAX,
} from '../../domain/shared/limits.ts';
import { type Problem, refuse } from '../../domain/shared/refusals.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import type { Command } from '../command.ts';
import { nameInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { operatorsOf } from './collusion.ts';

/** The family whose rows are readings already. */
const READINGS_FAMILY = 'replay';

const source = z.strictObject({
  sourceId: z.string().regex(/^[a-z0-9-]{1,40}$/, 'is lower case letters, digits and hyphens'),
  family: z.string().regex(/^[a-z0-9-]{1,40}$/, 'is not a feed family'),
  config: z
    .record(z.string(), z.json())
    .refine((config) => JSON.stringify(config).length <= SOURCE_CONFIG_LENGTH_MAX, 'is too long'),
  heartbeatSeconds: z
    .int()
    .min(1)
    .max(30 * DAY_SECONDS),
  marginSeconds: z.int().min(0).max(DAY_SECONDS).nullable().optional(),
  operators: z.array(nameInput).min(1).max(FEED_OPERATORS_MAX),
});
const input = z.strictObject({
  name: nameInput,
  decimals: z.int().min(0).max(18),
  quorum: z.int().min(1).max(FEED_OPERATORS_MAX),
  maxGapSeconds: z.int().min(60).max(DAY_SECONDS),
  finalitySeconds: z.int().min(0).max(DAY_SECONDS),
  sources: z.array(source).min(1).max(FEED_SOURCES_MAX),
  /** In whole dollars; required unless it is a sandbox. */
  costOfCorruption: z.bigint().min(0n).max(AMOUNT_MAX).nullable().optional(),
  sandbox: z.boolean(),
});
type Input = z.infer<typeof input>;

/** The id follows from the name, so that a name stands for one feed. */
export const feedIdOf = (name: string): string => `feed_${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`;

export const registerFeed: Command<Input, { feedId: string }> = {
  name: 'registerFeed',
  input,
  sender: ['OWNER'],
  money: false,
  naturalKey: ({ name }) => feedIdOf(name),
  needs: ({ name }) => [need('feeds', feedIdOf(name))],
  decide(world, registration, { at, principal }) {
    const { name, decimals, quorum, maxGapSeconds, finalitySeconds, sandbox } = registration;
    const draft = openDraft(world, at);
    const feedId = feedIdOf(name);
    if (draft.get('feeds', feedId) !== null) return refuse('KEY_IN_USE', { prefix: feedId }, 'name');
    const problems = problemsOf(registration);
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const sources = registration.sources.map((entry) => ({
      ...entry,
      marginSeconds: entry.marginSeconds ?? defaultMarginSeconds(entry.heartbeatSeconds),
    }));
    draft.put('feeds', {
      _id: feedId,
      version: 0,
      name,
      decimals,
      quorum,
      // The rows of a replay are readings already: to repeat them would change what they say.
      repeatSeconds: sources.every(({ family }) => family === READINGS_FAMILY) ? 0 : REPEAT_SECONDS,
      maxGapSeconds,
      finalitySeconds,
      sources,
      status: sandbox ? 'SANDBOX' : 'LIVE',
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
    draft.emit({
      type: 'feed.status_changed',
      node: feedId,
      changes: { status: sandbox ? 'SANDBOX' : 'LIVE' },
    });
    return draft.done({ feedId });
  },
};

function problemsOf(registration: Input): Problem[] {
  const { sources, quorum, sandbox } = registration;
  const problems: Problem[] = [];
  const operators = operatorsOf({ sources }).length;
  if (operators < quorum) {
    problems.push({
      path: 'quorum',
      message: `A quorum of ${quorum} needs as many operators; there are ${operators}.`,
    });
  }
  if (!sandbox) problems.push(...liveProblems(registration, operators));
  sources.forEach(({ sourceId }, index) => {
    if (sources.findIndex((other) => other.sourceId === sourceId) < index) {
      problems.push({ path: `sources.${index}.sourceId`, message: 'A source is named once.' });
    }
  });
  return problems;
}

/** What real money asks of a feed: votes of several that no minority of them can give, and a stated cost. */
function liveProblems({ sources, quorum, costOfCorruption }: Input, operators: number): Problem[] {
  const problems: Problem[] = [];
  if (quorum < QUORUM_LIVE_MIN || quorum * 2 <= operators) {
    const message = `A live feed has a quorum of at least ${QUORUM_LIVE_MIN}, and of more than half of its operators.`;
    problems.push({ path: 'quorum', message });
  }
  if ((costOfCorruption ?? 0n) === 0n) {
    const message = 'A live feed states what it would cost to corrupt it.';
    problems.push({ path: 'costOfCorruption', message });
  }
  sources.forEach(({ family }, index) => {
    if (family === READINGS_FAMILY) {
      const message = 'A file of readings is for sandboxes: nobody has voted on them.';
      problems.push({ path: `sources.${index}.family`, message });
    }
  });
  return problems;
}
