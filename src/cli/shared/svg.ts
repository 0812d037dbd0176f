/** Parts of pictures: plain SVG, written by hand. Lengths are those of the picture, from its top left. */

/** A rectangle on which two scales are drawn. */
export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Where a value stands. */
  x(value: number): number;
  y(value: number): number;
}

interface Tick {
  readonly at: number;
  readonly said: string;
}

type Range = readonly [from: number, to: number];
type Point = readonly [x: number, y: number];

const GRID = 'stroke="#c8c8c8"';
const LABEL_SPACE = 8;

/** Text as it may stand in a picture, whatever a book is called. */
const escaped = (said: string): string =>
  said.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[^\x20-\x7e]/g, '?');

const place = (value: number): string => value.toFixed(1);

/** The picture as one text, with what it shows above it. */
export function picture(
  [width, height]: readonly [number, number],
  { left, title, subtitle }: { left: number; title: string; subtitle: string },
  parts: readonly string[],
): string {
  const all = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(left, 28, title, 'font-size="18"'),
    text(left, 48, subtitle, 'fill="#555555"'),
    ...parts,
    '</svg>',
  ];
  return `${all.join('\n')}\n`;
}

export const text = (left: number, top: number, said: string, attributes = ''): string =>
  `<text x="${place(left)}" y="${place(top)}" ${attributes}>${escaped(said)}</text>`;

/** A line between two points. */
export const segment = ([x1, y1]: Point, [x2, y2]: Point, attributes: string): string =>
  `<line x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}" ${attributes}/>`;

const pointsOf = (points: readonly Point[]): string =>
  points.map(([x, y]) => `${place(x)},${place(y)}`).join(' ');

/** Points that are joined. */
export const curve = (points: readonly Point[], color: string, attributes = ''): string =>
  `<polyline fill="none" stroke="${color}" stroke-width="2" ${attributes} points="${pointsOf(points)}"/>`;

/** What lies between two curves, which both go from left to right. */
export const area = (upper: readonly Point[], lower: readonly Point[], color: string): string =>
  `<polygon fill="${color}" points="${pointsOf([...upper, ...[...lower].reverse()])}"/>`;

export const dot = ([x, y]: Point, color: string): string =>
  `<circle cx="${place(x)}" cy="${place(y)}" r="5" fill="${color}" stroke="#ffffff"/>`;

/** A rectangle with a name that shows up when one points at it. */
export const band = ([x, y]: Point, [width, height]: Point, color: string, name: string): string =>
  `<rect x="${place(x)}" y="${place(y)}" width="${place(width)}" height="${place(height)}" fill="${color}">` +
  `<title>${escaped(name)}</title></rect>`;

/** A panel with linear scales: the second one rises. */
export function panel(
  at: Pick<Panel, 'left' | 'top' | 'width' | 'height'>,
  [x0, x1]: Range,
  [y0, y1]: Range,
): Panel {
  const within = (value: number, from: number, to: number) =>
    (Math.min(Math.max(value, from), to) - from) / (to - from);
  return {
    ...at,
    x: (value) => at.left + within(value, x0, x1) * at.width,
    y: (value) => at.top + (1 - within(value, y0, y1)) * at.height,
  };
}

/** Lines across a panel, with their values at its left. */
export const rows = ({ left, width, y }: Panel, ticks: readonly Tick[]): string[] =>
  ticks.flatMap(({ at, said }) => [
    segment([left, y(at)], [left + width, y(at)], GRID),
    text(left - LABEL_SPACE, y(at) + 4, said, 'text-anchor="end"'),
  ]);

/** Values below a panel. */
export const columns = ({ top, height, x }: Panel, ticks: readonly Tick[]): string[] =>
  ticks.map(({ at, said }) => text(x(at), top + height + 20, said, 'text-anchor="middle"'));

/** What the scales of a panel are. */
export const scaleNames = ({ left, top, width, height }: Panel, below: string, beside: string): string[] => [
  text(left + width / 2, top + height + 42, below, 'text-anchor="middle"'),
  `<text transform="translate(${place(left - 62)} ${place(top + height / 2)}) rotate(-90)" ` +
    `text-anchor="middle">${escaped(beside)}</text>`,
];

/** A line from the top of a panel to its bottom, at a value. */
export const mark = ({ top, height, x }: Panel, value: number): string =>
  segment([x(value), top], [x(value), top + height], 'stroke="#222222" stroke-dasharray="4 3"');

/** Round values from 0 up to at least the largest: at most ten steps of 1, 2 or 5 times a power of ten. */
export function roundTicks(largest: number): number[] {
  const exact = Math.max(largest, Number.MIN_VALUE) / 5;
  const power = 10 ** Math.floor(Math.log10(exact));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= exact) ?? power * 10;
  return Array.from({ length: Math.ceil(largest / step - 1e-9) + 1 }, (_, index) => index * step);
}
