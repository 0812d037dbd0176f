/** A line that was priced, with all that its price was computed from: what a quote's file tells. */
import type { StatedLine } from '../../domain/pricing/priceLine.ts';
import type { QuotedLine } from '../../domain/pricing/quoteFile.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PricedItem } from './priceItem.ts';

/** Priced at `at` for a term of so many seconds, waiting included. Throws for a price that a token held. */
export function quotedLine(item: PricedItem, termSeconds: number, at: UnixSeconds): QuotedLine {
  const { product, coverAmount, distribution, term, order } = item;
  if (order === null) throw new Error('a new price does not say what it was computed from');
  const { peril, rule, scored, waitingSeconds, termSecondsMax } = product;
  const { risk, rules, offers, marketRoom, priced } = order;
  const startAt = term.coverFrom - waitingSeconds;
  const stated: StatedLine = {
    ...{ risk, rules, marketRoom, coverAmount },
    books: offers.map(({ books }) => books),
    commissionBps: distribution?.commissionBps ?? 0,
    term: { now: at, startAt, termSeconds, waitingSeconds, termSecondsMax },
  };
  const named = { peril, payout: rule.payout, snapshotHash: scored?.snapshotHash ?? null };
  return { product: named, stated, priced: { ...priced, term, offers } };
}
