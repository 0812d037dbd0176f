/** Signs that a contract is in trouble or changes hands: they warn for a while and never pay. */
import type { UnixSeconds } from '../shared/units.ts';
import type { StateLook } from './look.ts';
import { WARNING_REST_SECONDS, WARNING_SECONDS } from './parameters.ts';

export type WarningSign = 'PAUSED' | 'OWNER_CHANGED' | 'IMPLEMENTATION_CHANGED';

/** What was last known, and the last warning. */
export interface WarningMemory {
  readonly paused: boolean | null;
  readonly owner: string | null;
  readonly implementation: string | null;
  readonly last: { readonly at: UnixSeconds; readonly signs: readonly WarningSign[] } | null;
}

/** Before the first look. */
export const EMPTY_WARNING: WarningMemory = { paused: null, owner: null, implementation: null, last: null };

/**
 * Adds a look. What is seen first is no change, and neither is the end of a pause. A sign within 30 days of
 * the
 * last warning warns nobody anew: it neither extends the 72 hours nor begins others.
 */
export function addSigns(memory: WarningMemory, look: StateLook): WarningMemory {
  const isOther = (before: string | null, now: string | null) =>
    before !== null && now !== null && before !== now;
  const signs: WarningSign[] = [];
  if (memory.paused === false && look.paused === true) signs.push('PAUSED');
  if (isOther(memory.owner, look.owner)) signs.push('OWNER_CHANGED');
  if (isOther(memory.implementation, look.implementation)) signs.push('IMPLEMENTATION_CHANGED');
  const { last } = memory;
  const isNew = signs.length > 0 && (last === null || look.at >= last.at + WARNING_REST_SECONDS);
  return {
    paused: look.paused ?? memory.paused,
    owner: look.owner ?? memory.owner,
    implementation: look.implementation ?? memory.implementation,
    last: isNew ? { at: look.at, signs } : last,
  };
}

/** The signs that warn at a time. */
export function signsAt({ last }: WarningMemory, at: UnixSeconds): readonly WarningSign[] {
  return last !== null && at < last.at + WARNING_SECONDS ? last.signs : [];
}
