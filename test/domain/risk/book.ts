/** The factor tables as docs/risk-model.md has them: the score is computed from these once more, by other code. */
import { readFileSync } from 'node:fs';

export interface BookFactor {
  factor: string;
  weightPercent: number;
  unit: string;
  direction: string;
  /** Value and points, in the order of the page. */
  table: [number, number][];
}

const PAGE = new URL('../../../docs/risk-model.md', import.meta.url);
const ROW = /^\| `(\w+)` \| (\d+) % \| (\w+), (rising|falling) \| [^|]+ \| ([^|]+) \|$/;
const SCALES: Record<string, number> = { '': 1, k: 1e3, M: 1e6, B: 1e9 };

/** The rows of one kind, below its heading. */
export function bookOf(kind: 'STABLECOIN' | 'CONTRACT'): BookFactor[] {
  const page = readFileSync(PAGE, 'utf8');
  const section = page.split(`### ${kind}`)[1]?.split('\n##')[0] ?? '';
  return section.split('\n').flatMap((line) => {
    const [, factor, weight, unit, direction, points] = ROW.exec(line) ?? [];
    if (factor === undefined || unit === undefined || direction === undefined) return [];
    const table = [...(points ?? '').matchAll(/([\d.,]+)([kMB]?): (\d+)/g)].map(
      ([, value, scale, score]): [number, number] => [
        Number((value ?? '').replaceAll(',', '')) * (SCALES[scale ?? ''] ?? 1),
        Number(score),
      ],
    );
    return [{ factor, weightPercent: Number(weight), unit, direction, table }];
  });
}

/** One factor as the page has it said: none, or a value and how many days ago it was looked up. */
export type Said = { value: number; ageDays: number } | undefined;

/** A score by the page, in floating point: exact to far less than a thousandth of a point. */
export function scoreByTheBook(kind: 'STABLECOIN' | 'CONTRACT', said: Record<string, Said>): number {
  let total = 0;
  for (const { factor, weightPercent, table } of bookOf(kind)) {
    const known = said[factor];
    let points = 100;
    if (known !== undefined) {
      points = interpolate(table, known.value);
      if (known.ageDays > 30) points = Math.max(points, 75);
    }
    total += (points * weightPercent) / 100;
  }
  return total;
}

function interpolate(table: [number, number][], value: number): number {
  const [first] = table;
  const last = table.at(-1);
  if (first === undefined || last === undefined) throw new Error('an empty table');
  if (value <= first[0]) return first[1];
  if (value >= last[0]) return last[1];
  const next = table.findIndex(([at]) => at > value);
  const [x0, y0] = table[next - 1] ?? first;
  const [x1, y1] = table[next] ?? last;
  return y0 + ((y1 - y0) * (value - x0)) / (x1 - x0);
}
