/**
 * From looks at a contract, block by block, to one published level: sound, warned or failed.
 *
 * A condition that became true stays true until it is made good; how long it has to before it pays is the
 * product's hold. The memory is small and plain: the same looks give the same levels, however they were cut.
 */
import type { UnixSeconds, Wad } from '../shared/units.ts';
import { isEmpty, type StateLook } from './look.ts';
import {
  isDrained,
  isHalfGone,
  isPriceDropped,
  isPriceLow,
  isShort,
  isUnbacked,
  type Reference,
} from './losses.ts';
import { addPrice, EMPTY_PRICES, maximumOf, type PriceMemory } from './maximum.ts';
import { CONDITION_SECONDS_MAX, LEVELS, PUBLISHED_SECONDS, RECENT_BLOCKS } from './parameters.ts';
import { addSigns, EMPTY_WARNING, signsAt, type WarningMemory } from './warning.ts';

/** Each says by itself that a contract lost what it holds; see losses.ts. */
export const LOSS_CONDITIONS = ['PRICE_DROP', 'SHORTFALL', 'OUTFLOW', 'UNBACKED_MINT'] as const;
export type LossCondition = (typeof LOSS_CONDITIONS)[number];

/** A condition that is true. */
export interface Standing {
  readonly condition: LossCondition;
  /** Time of the block in which it became true. */
  readonly since: UnixSeconds;
  /** The last look that could tell. */
  readonly judgedAt: UnixSeconds;
  /** What an outflow or a mint is measured against. */
  readonly reference: Reference | null;
}

export interface ConditionMemory {
  readonly prices: PriceMemory;
  /** Looks of the last 50 blocks, oldest first. */
  readonly recent: readonly Reference[];
  readonly standing: readonly Standing[];
  readonly warning: WarningMemory;
  /** What was published last. */
  readonly published: { readonly level: Wad; readonly at: UnixSeconds } | null;
}

/** Before the first look. */
export const EMPTY_CONDITIONS: ConditionMemory = {
  prices: EMPTY_PRICES,
  recent: [],
  standing: [],
  warning: EMPTY_WARNING,
  published: null,
};

export interface Advance {
  readonly memory: ConditionMemory;
  /** What to publish now, or null: nothing could be read, or the same was published within the minute. */
  readonly level: Wad | null;
  /** The highest price of the day that stood; null when none did. */
  readonly maximum: bigint | null;
  /** What warns now. */
  readonly signs: readonly string[];
}

/**
 * Adds one look; looks come in the order of their blocks.
 * Example: a vault of 1,000 that is drained of 600 in one block → level 0.5, `OUTFLOW` and `PRICE_DROP`
 * stand.
 */
export function advanceConditions(memory: ConditionMemory, look: StateLook): Advance {
  const { block, at, assets, supply } = look;
  const prices = addPrice(memory.prices, isEmpty(look) ? null : look.price, at);
  const maximum = maximumOf(prices);
  const recent = memory.recent.filter((one) => one.block >= block - RECENT_BLOCKS);
  const standing = LOSS_CONDITIONS.flatMap((condition) => {
    const before = memory.standing.find((one) => one.condition === condition) ?? null;
    return judge(condition, before, look, { recent, maximum }) ?? [];
  });
  const warning = addSigns(memory.warning, look);
  const signs = [...signsAt(warning, at), ...(isPriceLow(look, maximum) ? ['PRICE_LOW'] : [])];
  const level = levelOf(look, standing, signs);
  const isDue = level !== null && isNews(memory.published, level, at);
  const remembered = assets === null || supply === null ? recent : [...recent, { block, assets, supply }];
  return {
    memory: {
      prices,
      recent: remembered,
      standing,
      warning,
      published: isDue ? { level, at } : memory.published,
    },
    level: isDue ? level : null,
    maximum,
    signs,
  };
}

interface Measures {
  readonly recent: readonly Reference[];
  readonly maximum: bigint | null;
}

/** The condition as it stands after the look, or null when it does not. */
function judge(
  condition: LossCondition,
  before: Standing | null,
  look: StateLook,
  measures: Measures,
): Standing | null {
  const { at } = look;
  const { isTrue, reference } = truthOf(condition, before, look, measures);
  if (isTrue === null) return before !== null && at < before.judgedAt + CONDITION_SECONDS_MAX ? before : null;
  if (!isTrue) return null;
  return { condition, since: before?.since ?? at, judgedAt: at, reference };
}

/** Whether it is true now, and against what; null when the look does not tell. */
function truthOf(
  condition: LossCondition,
  before: Standing | null,
  look: StateLook,
  { recent, maximum }: Measures,
): { isTrue: boolean | null; reference: Reference | null } {
  if (condition === 'PRICE_DROP') return { isTrue: isPriceDropped(look, maximum), reference: null };
  if (condition === 'SHORTFALL') return { isTrue: isShort(look), reference: null };
  const isLost = condition === 'OUTFLOW' ? isDrained : isUnbacked;
  const known = before?.reference ?? null;
  const isOld = before !== null && look.at >= before.since + CONDITION_SECONDS_MAX;
  if (known !== null && !isOld) {
    // An outflow is made good by assets alone: what holders burn after a drain does not undo it.
    const isBalance = condition === 'OUTFLOW' && look.assets !== null;
    const isTrue = isBalance ? isHalfGone(look.assets, known) : isLost(look, known);
    return { isTrue, reference: known };
  }
  const [first] = recent;
  if (first === undefined) return { isTrue: false, reference: null };
  if (isLost(look, first) === null) return { isTrue: null, reference: null };
  // The peak among those that it holds against: made good is only what is made good of the most.
  const [peak] = recent.filter((one) => isLost(look, one)).sort(byAssets);
  return { isTrue: peak !== undefined, reference: peak ?? null };
}

function levelOf(look: StateLook, standing: readonly Standing[], signs: readonly string[]): Wad | null {
  if (standing.length > 0) return LEVELS.failed;
  const { price, assets, liabilities, supply } = look;
  const isBlind = [price, assets, liabilities, supply].every((figure) => figure === null);
  if (isBlind) return null;
  return signs.length > 0 ? LEVELS.warned : LEVELS.sound;
}

/**
 * A change of level at once, the same level once a minute: by the clock, so that all sources say it alike.
 */
function isNews(published: ConditionMemory['published'], level: Wad, at: UnixSeconds): boolean {
  if (published === null || published.level !== level) return true;
  const minuteOf = (time: UnixSeconds) => Math.floor(time / PUBLISHED_SECONDS);
  return minuteOf(at) > minuteOf(published.at);
}

function byAssets(a: Reference, b: Reference): number {
  return a.assets < b.assets ? 1 : a.assets > b.assets ? -1 : a.block - b.block;
}
