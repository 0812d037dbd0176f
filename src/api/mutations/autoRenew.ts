/** How policies go on by themselves, as commands take it. */
import type { Wad } from '../../domain/shared/units.ts';
import type { AutoRenewInput } from '../generated/schema.generated.ts';

/** Null where nothing is asked for. */
export const autoRenewOf = (given: AutoRenewInput | null | undefined): { maxAnnualRateWad: Wad } | null =>
  given == null ? null : { maxAnnualRateWad: given.maxAnnualRate };
