/**
 * How likely which loss is, as a picture: a line that falls from the left, probability in tens of tens, over
 * bands for what stands behind the book. Plain SVG, written by hand.
 */
import type { RuinReport } from '../../actuary/ruinReport.ts';

const [WIDTH, HEIGHT] = [900, 520];
const [LEFT, RIGHT, TOP, BOTTOM] = [80, 50, 70, 70];
const [INNER_WIDTH, INNER_HEIGHT] = [WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM];
/** Points of the line: more than a screen shows. */
const POINTS = 400;
const TICKS = 5;
const BANDS = ['#dfe9f5', '#c9dcef', '#b4cfe8', '#9fc1e2', '#8ab3db', '#759fcb', '#618bb8'];

/** Text as it may stand in the picture, whatever a book is called. */
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[^\x20-\x7e]/g, '?');

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const place = (value: number): string => value.toFixed(1);

/** The picture as one text. */
export function lossPicture(report: RuinReport, firstYearDue: Float64Array): string {
  const sorted = firstYearDue.slice().sort();
  const largest = Math.max(sorted.at(-1) ?? 0, 1);
  const decades = Math.max(1, Math.ceil(Math.log10(sorted.length)));
  const x = (loss: number) => LEFT + (Math.min(loss, largest) / largest) * INNER_WIDTH;
  const y = (probability: number) =>
    TOP + (Math.min(decades, -Math.log10(Math.max(probability, 10 ** -decades))) / decades) * INNER_HEIGHT;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" ` +
      `viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(LEFT, 28, `${report.book.slice(0, 80)}: losses of one year`, 'font-size="18"'),
    text(LEFT, 48, subtitle(report), 'fill="#555555"'),
    ...bands(report, largest, x),
    ...grid(decades, largest, x, y),
    `<polyline fill="none" stroke="#b3261e" stroke-width="2" points="${line(sorted, largest, x, y)}"/>`,
    ...marks(report, largest, x),
    text(
      LEFT + INNER_WIDTH / 2,
      HEIGHT - 18,
      'due to policies in a year, whole units',
      'text-anchor="middle"',
    ),
    `<text transform="translate(18 ${TOP + INNER_HEIGHT / 2}) rotate(-90)" text-anchor="middle">probability of more</text>`,
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

const text = (left: number, top: number, said: string, attributes = ''): string =>
  `<text x="${place(left)}" y="${place(top)}" ${attributes}>${escaped(said)}</text>`;

const subtitle = ({ paths, seed, correlation, cover }: RuinReport): string =>
  `cover ${whole(cover)}, ${whole(paths)} years drawn, seed ${seed}, correlation ${correlation}`;

/** What stands behind the book, one after the other, as far as the losses reach. */
function bands({ layers }: RuinReport, largest: number, x: (loss: number) => number): string[] {
  let from = 0;
  return layers.flatMap(({ layer, balance }, index) => {
    const [start, end] = [from, from + balance];
    from = end;
    if (balance === 0 || start >= largest) return [];
    const width = x(end) - x(start);
    const name = layer.toLowerCase().replaceAll('_', ' ');
    const size = `width="${place(width)}" height="${INNER_HEIGHT}" fill="${BANDS[index % BANDS.length]}"`;
    const band = `<rect x="${place(x(start))}" y="${TOP}" ${size}><title>${name}</title></rect>`;
    // A name that does not fit stands in the title alone.
    return width < name.length * 8
      ? [band]
      : [band, text(x(start) + 6, TOP + INNER_HEIGHT - 10, name, 'fill="#33506e"')];
  });
}

function grid(
  decades: number,
  largest: number,
  x: (loss: number) => number,
  y: (probability: number) => number,
): string[] {
  const rows = Array.from({ length: decades + 1 }, (_, decade) => {
    const top = y(10 ** -decade);
    const said = `${Number((100 / 10 ** decade).toPrecision(1))} %`;
    return (
      `<line x1="${LEFT}" y1="${place(top)}" x2="${LEFT + INNER_WIDTH}" y2="${place(top)}" stroke="#c8c8c8"/>` +
      text(LEFT - 8, top + 4, said, 'text-anchor="end"')
    );
  });
  const columns = Array.from({ length: TICKS + 1 }, (_, tick) => {
    const loss = (largest * tick) / TICKS;
    return text(x(loss), TOP + INNER_HEIGHT + 20, whole(loss), 'text-anchor="middle"');
  });
  return [...rows, ...columns];
}

/** The part of the years that lost more, at equal steps of the loss. */
function line(
  sorted: Float64Array,
  largest: number,
  x: (loss: number) => number,
  y: (probability: number) => number,
): string {
  let below = 0;
  let before: string | null = null;
  const points: string[] = [];
  for (let point = 0; point <= POINTS; point += 1) {
    const loss = (largest * point) / POINTS;
    while (below < sorted.length && (sorted[below] as number) <= loss) below += 1;
    const height = place(y((sorted.length - below) / sorted.length));
    // A step: losses come in lumps, and a slope would show some that cannot be.
    points.push(`${place(x(loss))},${before ?? height}`, `${place(x(loss))},${height}`);
    before = height;
  }
  return points.join(' ');
}

function marks(
  { capital, expectedPayout }: RuinReport,
  largest: number,
  x: (loss: number) => number,
): string[] {
  const shown: readonly (readonly [number, string])[] = [
    [expectedPayout, 'mean'],
    [capital.requirement, '99.5 %'],
    [capital.expectedShortfall, 'mean beyond'],
  ];
  return shown
    .filter(([loss]) => loss <= largest)
    .flatMap(([loss, name], index) => [
      `<line x1="${place(x(loss))}" y1="${TOP}" x2="${place(x(loss))}" y2="${TOP + INNER_HEIGHT}" ` +
        'stroke="#222222" stroke-dasharray="4 3"/>',
      text(x(loss) + 4, TOP + 36 + index * 16, `${name}: ${whole(loss)}`),
    ]);
}
