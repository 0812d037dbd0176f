/** How the score of a product came about: each step, where it was heading, and what made it. */
import { SCORE_MAX } from '../../domain/pricing/hazard.ts';
import type { ScoreCause } from '../../store/documents/risk.ts';
import { columns, curve, dot, panel, picture, rows, scaleNames, text } from '../shared/svg.ts';
import { formatTime } from '../shared/times.ts';
import type { ScoredProduct } from './livePrice.ts';

const SIZE = [1_000, 480] as const;
const PLACE = { left: 80, top: 90, width: 870, height: 310 };
const [LEGEND_TOP, LEGEND_STEP] = [70, 150];
const SCORES = [0, 20, 40, 60, 80, 100];
const TICKS = 4;
const CAUSES: Readonly<Record<ScoreCause, readonly [string, string]>> = {
  CREATED: ['created', '#4f7a28'],
  SCORED: ['scored by proposal', '#33506e'],
  MODEL: ['another model', '#8e5a00'],
  DAY: ['moved by the day', '#759fcb'],
  MEMBER: ['a member moved', '#7a4f9a'],
};
const NAME_LENGTH = 60;

/** The picture as one text. There is at least one score. */
export function scorePicture({ product, scores, at }: ScoredProduct): string {
  const from = scores[0]?.at ?? at;
  // A day at least, so that a score of just now has a line.
  const until = Math.max(at, from + 86_400);
  const shown = panel(PLACE, [from, until], [0, SCORE_MAX]);
  const ticks = Array.from({ length: TICKS + 1 }, (_, tick) => from + ((until - from) * tick) / TICKS);
  const steps = (value: (score: ScoredProduct['scores'][number]) => number) =>
    scores.flatMap((score, index): [number, number][] => {
      const height = shown.y(value(score));
      return [
        [shown.x(score.at), height],
        [shown.x(scores[index + 1]?.at ?? until), height],
      ];
    });
  const title = `${product.name.slice(0, NAME_LENGTH)}: score ${product.score}`;
  const subtitle = `${scores.length} scores until ${formatTime(at)}; each rests on a snapshot that its hash names`;
  return picture(SIZE, { left: PLACE.left, title, subtitle }, [
    ...rows(
      shown,
      SCORES.map((score) => ({ at: score, said: `${score}` })),
    ),
    ...columns(
      shown,
      ticks.map((tick) => ({ at: tick, said: formatTime(Math.round(tick)).slice(0, 10) })),
    ),
    curve(
      steps((score) => (score.kind === 'BASKET' ? score.value : score.target)),
      '#b3261e',
      'stroke-dasharray="4 3"',
    ),
    curve(
      steps(({ value }) => value),
      '#33506e',
    ),
    ...scores
      .filter(isStep)
      .map((score) => dot([shown.x(score.at), shown.y(score.value)], CAUSES[score.cause][1])),
    ...legend(),
    ...scaleNames(shown, 'time', 'score: higher is riskier'),
  ]);
}

/** Most days move nothing. */
const isStep = ({ cause, before, value }: ScoredProduct['scores'][number]): boolean =>
  (cause !== 'DAY' && cause !== 'MEMBER') || before !== value;

function legend(): string[] {
  const entries = [...Object.values(CAUSES), ['where it is heading', '#b3261e'] as const];
  return entries.flatMap(([name, color], index) => {
    const left = PLACE.left + index * LEGEND_STEP;
    return [dot([left + 6, LEGEND_TOP - 4], color), text(left + 18, LEGEND_TOP, name)];
  });
}
