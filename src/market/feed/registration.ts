/** What a feed's registration is made of, and what may be wrong with it. */
import { z } from 'zod';
import { QUORUM_LIVE_MIN } from '../../domain/feed/decentralisation.ts';
import { defaultMarginSeconds } from '../../domain/feed/parameters.ts';
import { FEED_OPERATORS_MAX, SOURCE_CONFIG_LENGTH_MAX } from '../../domain/shared/limits.ts';
import type { Problem } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import type { FeedPurpose, FeedSource } from '../../store/documents/cover.ts';
import type { Principal } from '../command.ts';
import { nameInput } from '../inputs.ts';
import { operatorsOf } from './collusion.ts';

/** The family whose rows are readings already. */
export const READINGS_FAMILY = 'replay';
/** Families that reach nothing: what is sent to the service. Anybody may try them out. */
const SENT_FAMILIES = ['signed-report'];

/** How one source comes in. */
export const sourceInput = z.strictObject({
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
type SourceInput = z.infer<typeof sourceInput>;

/** The source as it is kept. */
export function sourceOf(entry: SourceInput): FeedSource {
  return { ...entry, marginSeconds: entry.marginSeconds ?? defaultMarginSeconds(entry.heartbeatSeconds) };
}

/** Whether somebody may do with every feed what others may do with their own. */
export const ownsFeeds = ({ system, roles }: Principal): boolean => system || roles.includes('OWNER');

interface Registration {
  sources: readonly SourceInput[];
  quorum: number;
  sandbox: boolean;
  purpose: FeedPurpose;
  costOfCorruption?: Amount | null | undefined;
}

/**
 * Everything that is wrong with a registration. `isOwner`: by the owner; `isTrial`: of a service that is a
 * sandbox.
 */
export function registrationProblems(
  registration: Registration,
  { isOwner, isTrial }: { isOwner: boolean; isTrial: boolean },
): Problem[] {
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
  sources.forEach(({ sourceId, family, config, operators: names }, index) => {
    const say = (member: string, message: string) =>
      problems.push({ path: `sources.${index}.${member}`, message });
    const earlier = sources.slice(0, index);
    if (earlier.some((other) => other.sourceId === sourceId)) say('sourceId', 'A source is named once.');
    if (config.allowPrivate === true && !(sandbox && isTrial)) {
      say('config.allowPrivate', 'Private addresses are for sandbox feeds of a service that is a sandbox.');
    }
    if (!SENT_FAMILIES.includes(family)) {
      if (sandbox && !isOwner)
        say('family', 'A sandbox of your own takes reports that are sent: signed-report.');
      return;
    }
    const twice = names.find((name) =>
      earlier.some((other) => SENT_FAMILIES.includes(other.family) && other.operators.includes(name)),
    );
    if (twice !== undefined) say('operators', `${twice} sends its reports to one source of a feed.`);
  });
  return problems;
}

/** What real money asks of a feed: votes of several that no minority of them can give, and a stated cost. */
function liveProblems(
  { sources, quorum, purpose, costOfCorruption }: Registration,
  operators: number,
): Problem[] {
  const problems: Problem[] = [];
  if (quorum < QUORUM_LIVE_MIN || quorum * 2 <= operators) {
    const message = `A live feed has a quorum of at least ${QUORUM_LIVE_MIN}, and of more than half of its operators.`;
    problems.push({ path: 'quorum', message });
  }
  // No cover rests on a signal.
  if (purpose === 'TRIGGER' && (costOfCorruption ?? 0n) === 0n) {
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
