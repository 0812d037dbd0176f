import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimum } from '../../../src/domain/shared/rounding.ts';
import { drawRoom, lifetimeRoom } from '../../../src/domain/venue/draws.ts';
import { firstLoss, GRADES, VENUE_GRADE_DEFAULT, type VenueGrade } from '../../../src/domain/venue/grade.ts';
import { drawCap } from '../../../src/domain/waterfall/drawCap.ts';
import vectors from '../../vectors/venue/terms.json' with { type: 'json' };
import { wad } from '../pricing/decimals.ts';

describe('firstLoss', () => {
  test.each(vectors.firstLosses)('of $shortfall at grade $grade is $borne', ({ shortfall, grade, borne }) => {
    expect(firstLoss(BigInt(shortfall), grade as VenueGrade)).toBe(BigInt(borne));
  });

  test('is largest, and draws are least, of whom nothing is known', () => {
    const { firstLossBps, eventCapWad } = GRADES[VENUE_GRADE_DEFAULT];
    for (const terms of Object.values(GRADES)) {
      expect(terms.firstLossBps).toBeLessThanOrEqual(firstLossBps);
      expect(terms.eventCapWad).toBeGreaterThanOrEqual(eventCapWad);
    }
  });
});

describe('drawRoom', () => {
  test.each(vectors.draws)('of grade $grade in $balance after $byEvent and $byDay is $room', (row) => {
    const [contributed, drawn] = [BigInt(row.contributed), BigInt(row.drawn)];
    const record = { grade: row.grade as VenueGrade, contributed, drawn };
    const [drawnByEvent, drawnByDay] = [BigInt(row.byEvent), BigInt(row.byDay)];
    const layer = { balance: BigInt(row.balance), drawnByEvent, drawnByDay };
    expect(drawRoom(record, layer)).toBe(BigInt(row.room));
  });

  test('is not widened by drawing in many small parts', () => {
    const wishes = fc.array(fc.bigInt(0n, 10n ** 6n), { maxLength: 12 });
    const grades = fc.constantFrom<VenueGrade>('A', 'B', 'C', 'D');
    const amounts = fc.bigInt(0n, 10n ** 6n);
    fc.assert(
      fc.property(grades, amounts, amounts, wishes, (grade, start, contributed, list) => {
        let [balance, drawn] = [start, 0n];
        for (const wish of list) {
          const record = { grade, contributed, drawn };
          const room = drawRoom(record, { balance, drawnByEvent: drawn, drawnByDay: drawn });
          const part = minimum(wish, room);
          balance -= part;
          drawn += part;
        }
        expect(drawn).toBeLessThanOrEqual(
          minimum(contributed * 3n, drawCap(start, 0n, GRADES[grade].eventCapWad)),
        );
        expect(lifetimeRoom({ grade, contributed, drawn })).toBe(contributed * 3n - drawn);
      }),
    );
  });
});

describe('drawCap', () => {
  test.each([
    [750n, 250n, '0.3', 50n],
    [700n, 300n, '0.3', 0n],
    [600n, 400n, '0.3', 0n],
    [999n, 0n, '0.5', 499n],
    [0n, 0n, '0.5', 0n],
  ])('with %s left and %s drawn at %s is %s', (balance, drawn, part, room) => {
    expect(drawCap(balance, drawn, wad(part))).toBe(room);
  });
});
