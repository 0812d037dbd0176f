import { describe, expect, test } from 'vitest';
import { quoteStands } from '../../../src/domain/pricing/quoteGuard.ts';

const quoted = { quotedCover: 500n, quotedLimit: 1_099n, limitNow: 1_099n };

describe('quoteStands', () => {
  test('honours a quote up to one percent of the limit more cover, and not a unit further', () => {
    expect(quoteStands([{ ...quoted, coverNow: 510n }])).toBe(true);
    expect(quoteStands([{ ...quoted, coverNow: 511n }])).toBe(false);
  });

  test('honours it when cover has ended since', () => {
    expect(quoteStands([{ ...quoted, coverNow: 0n }])).toBe(true);
  });

  test('takes the smaller limit of then and now', () => {
    expect(quoteStands([{ ...quoted, limitNow: 600n, coverNow: 506n }])).toBe(true);
    expect(quoteStands([{ ...quoted, limitNow: 600n, coverNow: 507n }])).toBe(false);
    expect(quoteStands([{ ...quoted, limitNow: 9_999n, coverNow: 511n }])).toBe(false);
  });

  test('holds only where every allocated pool holds', () => {
    const good = { ...quoted, coverNow: 510n };
    expect(quoteStands([good, { ...quoted, coverNow: 511n }])).toBe(false);
    expect(quoteStands([good, good])).toBe(true);
  });
});
