/** What a proposal says of factors, and what it comes to. */
import { z } from 'zod';
import { FACTORS, factorRule, type RiskKind } from '../../domain/risk/factors.ts';
import type { RiskInput } from '../../domain/risk/score.ts';
import { RISK_FACTORS_MAX, RISK_VALUE_MAX } from '../../domain/shared/limits.ts';
import type { Problem } from '../../domain/shared/refusals.ts';
import { minimum, mulDivDown, mulDivUp } from '../../domain/shared/rounding.ts';
import { WAD } from '../../domain/shared/units.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import { idInput, referenceInput, secondsInput } from '../inputs.ts';
import type { Draft } from '../sequencer/draft.ts';

/** The name of a factor of any kind. */
export const factorInput = z.enum([
  ...new Set(Object.values(FACTORS).flatMap((rules) => Object.keys(rules))),
] as [string, ...string[]]);

/** Either a value with its source and date, or the feed that tells it. */
export const riskInputs = z
  .array(
    z.strictObject({
      factor: factorInput,
      value: z.bigint().nonnegative().max(RISK_VALUE_MAX).nullable(),
      source: referenceInput.nullable(),
      asOf: secondsInput.nullable(),
      feedId: idInput.nullable(),
    }),
  )
  .max(RISK_FACTORS_MAX);

/** What was said of one factor. */
export type StatedInput = z.infer<typeof riskInputs>[number];

/** The inputs that were stated, or everything that is wrong with them. Feeds have been named as needs. */
export function resolveInputs(
  draft: Draft,
  kind: RiskKind,
  stated: readonly StatedInput[],
): { inputs: RiskInput[]; problems: Problem[] } {
  const inputs: RiskInput[] = [];
  const problems: Problem[] = [];
  stated.forEach((entry, index) => {
    const found = resolve(draft, kind, entry);
    const isTwice = stated.findIndex(({ factor }) => factor === entry.factor) < index;
    const message = isTwice ? 'A factor is said once.' : typeof found === 'string' ? found : null;
    if (message !== null) problems.push({ path: `inputs.${index}`, message });
    else if (typeof found !== 'string') inputs.push(found);
  });
  return { inputs, problems };
}

function resolve(draft: Draft, kind: RiskKind, entry: StatedInput): RiskInput | string {
  const { factor, value, source, asOf, feedId } = entry;
  if (!Object.hasOwn(FACTORS[kind], factor)) return `${factor} is no factor of a ${kind}.`;
  if (feedId !== null) {
    if (value !== null || source !== null || asOf !== null)
      return 'A feed tells value, source and date itself.';
    const feed = draft.get('feeds', feedId);
    if (feed === null) return 'There is no such feed.';
    if (feed.purpose !== 'SIGNAL') return 'Only a SIGNAL feed tells a factor: others decide who is paid.';
    if (factorRule(kind, factor).measured) return `${factor} is measured on the product's own feed.`;
    return followed(kind, factor, feed) ?? 'The feed has said nothing yet.';
  }
  if (value === null || source === null || asOf === null) return 'A value has a source and a date.';
  if (asOf > draft.at) return 'A date lies in the past.';
  return { factor, value, source, asOf, feedId: null };
}

/** What a feed tells of a factor now; null while it has told nothing. */
export function followed(kind: RiskKind, factor: string, feed: FeedDocument): RiskInput | null {
  const { _id: feedId, name, lastReading } = feed;
  if (lastReading === null) return null;
  const { at: asOf, value } = lastReading;
  const rule = factorRule(kind, factor);
  // Up where more is riskier, else down: against whoever is scored.
  const whole = rule.direction === 'RISING' ? mulDivUp(value, 1n, WAD) : mulDivDown(value, 1n, WAD);
  return { factor, value: minimum(whole, RISK_VALUE_MAX), source: `feed ${name}`, asOf, feedId };
}
