/** What a product costs: by its score, with what the rate is made of, and by how full each pool is. */
import {
  area,
  columns,
  curve,
  dot,
  type Panel,
  panel,
  picture,
  roundTicks,
  rows,
  scaleNames,
  segment,
  text,
} from '../shared/svg.ts';
import { shortPercent } from './figureTexts.ts';
import type { PriceCurves, ScorePoint } from './priceCurve.ts';

const SIZE = [1_100, 520] as const;
const [TOP, HEIGHT, WIDTH] = [80, 350, 420];
const [FIRST_LEFT, SECOND_LEFT] = [90, 620];
const SCORES = [0, 20, 40, 60, 80, 100];
const USES = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** From the bottom to the top, as they are added up. */
const PARTS = [
  ['expectedLoss', 'expected loss', '#759fcb'],
  ['margin', 'margin', '#9fc1e2'],
  ['capitalCost', 'cost of capital', '#c9dcef'],
  ['expenses', 'fund, vault, platform', '#e4ecd6'],
  ['minimum', 'up to the minimum rate', '#eeeeee'],
] as const;
const COLORS = [
  '#b3261e',
  '#33506e',
  '#2e7d32',
  '#8e5a00',
  '#6a3d9a',
  '#00838f',
  '#ad1457',
  '#558b2f',
  '#5d4037',
  '#455a64',
];
const NAME_LENGTH = 60;
const BOLD = 'font-weight="bold"';
const BROKEN = 'stroke="#222222" stroke-dasharray="4 3"';
/** So that lines of the grid do not cross a name. */
const ON_WHITE = 'stroke="#ffffff" stroke-width="4" paint-order="stroke"';
/** As wide as what is said of a point. */
const TEXT_SCORES = 34;

/** The picture as one text. */
export function pricePicture(curves: PriceCurves): string {
  const { product, score, pools, poolId } = curves;
  const title = `${product.slice(0, NAME_LENGTH)}: rates a year`;
  const subtitle = `score ${score}; by score as ${poolId} sells below its kink`;
  return picture(SIZE, { left: FIRST_LEFT, title, subtitle }, [...byScore(curves), ...byUse(pools)]);
}

const ticked = (values: readonly number[], said: (value: number) => string) =>
  values.map((at) => ({ at, said: said(at) }));

function byScore({ scores, score }: PriceCurves): string[] {
  const ticks = roundTicks(Math.max(...scores.map(({ rate }) => rate)));
  const at = { left: FIRST_LEFT, top: TOP, width: WIDTH, height: HEIGHT };
  const shown = panel(at, [0, 100], [0, ticks.at(-1) ?? 1]);
  const now = scores.find((point) => point.score === score);
  return [
    ...stack(scores, shown),
    ...rows(shown, ticked(ticks, shortPercent)),
    ...columns(shown, ticked(SCORES, String)),
    curve(
      scores.map((point) => [shown.x(point.score), shown.y(point.rate)]),
      '#33506e',
    ),
    ...(now === undefined ? [] : marked(shown, scores, now)),
    ...legend(
      shown,
      partsOf(scores).map(([, name, color]) => ({ name, color })),
    ),
    ...scaleNames(shown, 'score: higher is riskier', 'rate below the kink'),
  ];
}

/** Parts that are nothing at any score are not shown. */
const partsOf = (scores: readonly ScorePoint[]) =>
  PARTS.filter(([part]) => scores.some((point) => point[part] > 0));

/** What the rate is made of, one on the other. */
function stack(scores: readonly ScorePoint[], { x, y }: Panel): string[] {
  let below = scores.map(() => 0);
  return partsOf(scores).map(([part, , color]) => {
    const lower = below;
    below = scores.map((point, index) => (lower[index] ?? 0) + point[part]);
    const points = (values: readonly number[]) =>
      values.map((value, index): [number, number] => [x(scores[index]?.score ?? 0), y(value)]);
    return area(points(below), points(lower), color);
  });
}

/** The rate of now. Curves rise: a point has room to its left, or else above what follows it. */
function marked(shown: Panel, scores: readonly ScorePoint[], { score, rate }: ScorePoint): string[] {
  const [x, y] = [shown.x(score), shown.y(rate)];
  const said = `score ${score}: ${shortPercent(rate)}`;
  const after = scores.find((point) => point.score === score + TEXT_SCORES)?.rate ?? rate;
  const label =
    score >= TEXT_SCORES
      ? text(x - 8, y - 10, said, `${BOLD} text-anchor="end"`)
      : text(x + 8, shown.y(after) - 10, said, BOLD);
  return [segment([x, y], [x, shown.top + shown.height], BROKEN), dot([x, y], '#33506e'), label];
}

function byUse(pools: PriceCurves['pools']): string[] {
  const highest = Math.max(...pools.flatMap(({ points }) => points.map(({ rate }) => rate)));
  const ticks = roundTicks(highest);
  const at = { left: SECOND_LEFT, top: TOP, width: WIDTH, height: HEIGHT };
  const shown = panel(at, [0, 1], [0, ticks.at(-1) ?? 1]);
  const colorOf = (index: number) => COLORS[index % COLORS.length] ?? '';
  return [
    ...rows(shown, ticked(ticks, shortPercent)),
    ...columns(
      shown,
      ticked(USES, (use) => `${Math.round(use * 100)} %`),
    ),
    ...pools.map(({ points }, index) =>
      curve(
        points.map(({ use, rate }) => [shown.x(use), shown.y(rate)]),
        colorOf(index),
      ),
    ),
    ...pools.map(({ use, rateNow }, index) => dot([shown.x(use), shown.y(rateNow)], colorOf(index))),
    ...legend(
      shown,
      pools.map(({ poolId, use, rateNow }, index) => ({
        name: `${poolId}: ${shortPercent(use)} sold, ${shortPercent(rateNow)}`,
        color: colorOf(index),
      })),
    ),
    ...scaleNames(shown, 'part of the limit that is sold', 'rate of the next unit'),
  ];
}

/** Names with their colors, in the upper left of a panel, where rising curves leave room. */
function legend({ left, top }: Panel, entries: readonly { name: string; color: string }[]): string[] {
  return entries.flatMap(({ name, color }, index) => {
    const height = top + 18 + index * 18;
    return [dot([left + 16, height - 4], color), text(left + 28, height, name, ON_WHITE)];
  });
}
