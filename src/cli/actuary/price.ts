/** `npm run actuary -- price`: what a product costs by its score, and by how full its pools are. */
import { STANDARD_PAYOUTS } from '../../actuary/standardPayouts.ts';
import { SCORE_MAX } from '../../domain/pricing/hazard.ts';
import type { OfferBooks, PriceRules } from '../../domain/pricing/poolOffer.ts';
import { poolOffer } from '../../domain/pricing/poolOffer.ts';
import { severityOf } from '../../domain/pricing/severity.ts';
import { PERILS, saysHowMuch } from '../../domain/product/peril.ts';
import { WAD } from '../../domain/shared/units.ts';
import { parametersOf } from '../../market/parameters.ts';
import { rulesOf } from '../../market/policy/priceOrder.ts';
import type { Environment } from '../audit/openLedger.ts';
import type { ParsedArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_OK, quoted, UsageError } from '../shared/output.ts';
import { shortPercent } from './figureTexts.ts';
import { livePrice } from './livePrice.ts';
import { type PriceCurves, type PricedProduct, priceCurves } from './priceCurve.ts';
import { pricePicture } from './pricePicture.ts';
import { table } from './table.ts';
import { writePicture } from './writePicture.ts';

const SCORE_STEP = 10;
const USE_STEP = 0.1;
const PAYOUTS = ['BINARY', 'TIERED', 'LINEAR'] as const;

/** Works it out and answers the exit code. */
export async function price(
  given: ParsedArguments,
  streams: CommandStreams,
  environment: Environment,
): Promise<number> {
  const productId = given.values.get('product');
  const product =
    productId === undefined
      ? described(given)
      : await livePrice(given.values.get('uri'), productId, environment);
  const curves = priceCurves(product);
  const svg = given.values.get('svg');
  if (svg !== undefined) await writePicture(svg, pricePicture(curves));
  streams.out(given.switches.has('json') ? `${JSON.stringify(curves)}\n` : textOf(curves));
  return EXIT_OK;
}

/** A product that is not there yet: alone in a pool, under the parameters where nothing was changed. */
function described({ values }: ParsedArguments): PricedProduct {
  const score = scoreOf(values.get('score'));
  const peril = oneOf('peril', values.get('peril'), PERILS);
  const payout = oneOf('payout', values.get('payout'), PAYOUTS);
  if (!saysHowMuch(peril) && payout !== 'BINARY')
    throw new UsageError(`--payout ${payout} is for DEPEG: of a peg alone it is said how much is lost`);
  const parameters = parametersOf(null);
  const rules: PriceRules = rulesOf(parameters);
  const risk = {
    ...{ productId: 'new', group: 'new', score, minRateWad: parameters.rates.minRateWad },
    ...{
      hazardTable: parameters.hazards[peril],
      tailTable: parameters.tails[peril],
      severityWad: severityOf(STANDARD_PAYOUTS[payout], parameters.depth),
    },
  };
  return { name: `${peril}, ${payout}`, risk, rules, offers: [poolOffer(risk, EMPTY_POOL, rules)] };
}

const CAPITAL = 10n ** 12n;
const EMPTY_POOL: OfferBooks = {
  ...{ poolId: 'isolated', leverageWad: WAD, capital: CAPITAL, earmarked: 0n, shares: 0n, queuedShares: 0n },
  ...{ requirementFloor: 0n, policyCover: 0n, backing: { ownFund: 0n, shared: [] } },
  products: [{ productId: 'new', group: 'new', weightWad: WAD, highestRatioWad: WAD, cover: 0n }],
};

function scoreOf(text: string | undefined): number {
  if (text === undefined) throw new UsageError('name a --product, or a --score with its --peril');
  const score = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (score <= SCORE_MAX) return score;
  throw new UsageError(`--score ${quoted(text)} is not a whole number from 0 to ${SCORE_MAX}`);
}

function oneOf<Name extends string>(option: string, text: string | undefined, names: readonly Name[]): Name {
  const named = names.find((name) => name === text);
  if (named !== undefined) return named;
  throw new UsageError(`--${option} ${quoted(text ?? '')} is none of ${names.join(', ')}`);
}

function textOf({ product, score, poolId, scores, pools }: PriceCurves): string {
  const shown = scores.filter((point) => point.score % SCORE_STEP === 0 || point.score === score);
  const uses = pools[0]?.points.filter((_point, index) => index % Math.round(USE_STEP * 100) === 0) ?? [];
  return `${[
    `${product}: score ${score}, rates a year`,
    '',
    ...table([
      ['Score', 'hazard', 'expected loss', 'margin', 'capital', 'expenses', 'minimum', 'rate'],
      ...shown.map((point) => [
        ...[`${point.score}${point.score === score ? ' (now)' : ''}`, shortPercent(point.hazard)],
        ...[point.expectedLoss, point.margin, point.capitalCost, point.expenses, point.minimum].map(
          shortPercent,
        ),
        shortPercent(point.rate),
      ]),
    ]),
    `As ${poolId} sells, below its kink.`,
    '',
    ...table([
      ['Sold of the limit', ...pools.map((pool) => pool.poolId)],
      ...uses.map(({ use }, index) => [
        shortPercent(use),
        ...pools.map(({ points }) => shortPercent(points[index * Math.round(USE_STEP * 100)]?.rate ?? 0)),
      ]),
      ['now', ...pools.map(({ use, rateNow }) => `${shortPercent(rateNow)} at ${shortPercent(use)}`)],
    ]),
  ].join('\n')}\n`;
}
