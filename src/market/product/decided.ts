/** Until when a product is decided, read from its document. */
import { decidedUntil } from '../../domain/policy/status.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';

/** Null while nothing is decided; see `decidedUntil`. `watermark` is that of the product's feed. */
export const decidedUntilOf = (
  { ruleState }: ProductDocument,
  watermark: UnixSeconds | null,
): UnixSeconds | null => decidedUntil(watermark, ruleState.lastDeterminate?.slot ?? null);
