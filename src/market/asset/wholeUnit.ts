/** One whole unit of an asset: the least that is paid into a vault or promised, and what a loss leaves. */
import type { Amount } from '../../domain/shared/units.ts';
import type { Draft } from '../sequencer/draft.ts';

/** In smallest units. Example: 6 decimals: 1,000,000. */
export const wholeUnitOf = (draft: Pick<Draft, 'must'>, assetId: string): Amount =>
  10n ** BigInt(draft.must('assets', assetId).decimals);
