/**
 * How likely which loss is, as a picture: a line that falls from the left, probability in tens of tens, over
 * bands for what stands behind the book.
 */
import type { RuinReport } from '../../actuary/ruinReport.ts';
import {
  band,
  columns,
  curve,
  mark,
  type Panel,
  panel,
  picture,
  rows,
  scaleNames,
  text,
} from '../shared/svg.ts';
import { amount } from './figureTexts.ts';

const [WIDTH, HEIGHT] = [900, 520];
const PLACE = { left: 80, top: 70, width: 770, height: 380 };
/** Points of the line: more than a screen shows. */
const POINTS = 400;
const TICKS = 5;
const BANDS = ['#dfe9f5', '#c9dcef', '#b4cfe8', '#9fc1e2', '#8ab3db', '#759fcb', '#618bb8'];

/** The picture as one text. */
export function lossPicture(report: RuinReport, firstYearDue: Float64Array): string {
  const sorted = firstYearDue.slice().sort();
  const largest = Math.max(sorted.at(-1) ?? 0, 1);
  const decades = Math.max(1, Math.ceil(Math.log10(sorted.length)));
  const shown = panel(PLACE, [0, largest], [-decades, 0]);
  const title = `${report.book.slice(0, 80)}: losses of one year`;
  return picture([WIDTH, HEIGHT], { left: PLACE.left, title, subtitle: subtitle(report) }, [
    ...bands(report, largest, shown),
    ...rows(
      shown,
      Array.from({ length: decades + 1 }, (_, decade) => ({ at: -decade, said: partOf(decade) })),
    ),
    ...columns(
      shown,
      Array.from({ length: TICKS + 1 }, (_, tick) => (largest * tick) / TICKS).map((at) => ({
        at,
        said: amount(at),
      })),
    ),
    curve(points(sorted, largest, shown), '#b3261e'),
    ...marks(report, largest, shown),
    ...scaleNames(shown, 'due to policies in a year, whole units', 'probability of more'),
  ]);
}

/** Example: the third of ten tenths is 0.1 %. */
const partOf = (decade: number): string => `${Number((100 / 10 ** decade).toPrecision(1))} %`;

const subtitle = ({ paths, seed, correlation, cover }: RuinReport): string =>
  `cover ${amount(cover)}, ${amount(paths)} years drawn, seed ${seed}, correlation ${correlation}`;

/** What stands behind the book, one after the other, as far as the losses reach. */
function bands({ layers }: RuinReport, largest: number, { x, top, height }: Panel): string[] {
  let from = 0;
  return layers.flatMap(({ layer, balance }, index) => {
    const [start, end] = [from, from + balance];
    from = end;
    if (balance === 0 || start >= largest) return [];
    const width = x(end) - x(start);
    const name = layer.toLowerCase().replaceAll('_', ' ');
    const drawn = band([x(start), top], [width, height], BANDS[index % BANDS.length] ?? '', name);
    // A name that does not fit stands in the title alone.
    return width < name.length * 8
      ? [drawn]
      : [drawn, text(x(start) + 6, top + height - 10, name, 'fill="#33506e"')];
  });
}

/** The part of the years that lost more, at equal steps of the loss. */
function points(sorted: Float64Array, largest: number, { x, y }: Panel): [number, number][] {
  let below = 0;
  let before: number | null = null;
  return Array.from({ length: POINTS + 1 }, (_, point) => (largest * point) / POINTS).flatMap((loss) => {
    while (below < sorted.length && (sorted[below] as number) <= loss) below += 1;
    const height = y(Math.log10((sorted.length - below) / sorted.length));
    // A step: losses come in lumps, and a slope would show some that cannot be.
    const step: [number, number][] = [
      [x(loss), before ?? height],
      [x(loss), height],
    ];
    before = height;
    return step;
  });
}

function marks({ capital, expectedPayout }: RuinReport, largest: number, shown: Panel): string[] {
  const named: readonly (readonly [number, string])[] = [
    [expectedPayout, 'mean'],
    [capital.requirement, '99.5 %'],
    [capital.expectedShortfall, 'mean beyond'],
  ];
  return named
    .filter(([loss]) => loss <= largest)
    .flatMap(([loss, name], index) => [
      mark(shown, loss),
      text(shown.x(loss) + 4, shown.top + 36 + index * 16, `${name}: ${amount(loss)}`),
    ]);
}
