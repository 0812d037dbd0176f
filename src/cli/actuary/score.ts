/** `npm run actuary -- score`: the history of a product's score. */
import type { Environment } from '../audit/openLedger.ts';
import type { ParsedArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_OK, quoted, UsageError } from '../shared/output.ts';
import { formatTime } from '../shared/times.ts';
import { liveScores, type ScoredProduct } from './livePrice.ts';
import { scorePicture } from './scorePicture.ts';
import { table } from './table.ts';
import { writePicture } from './writePicture.ts';

/** Reads it and answers the exit code. */
export async function score(
  given: ParsedArguments,
  streams: CommandStreams,
  environment: Environment,
): Promise<number> {
  const productId = given.values.get('product');
  if (productId === undefined) throw new UsageError('name a --product');
  const history = await liveScores(given.values.get('uri'), productId, environment);
  if (history.scores.length === 0)
    throw new UsageError(`the score of ${quoted(productId)} was given: it has no history`);
  const svg = given.values.get('svg');
  if (svg !== undefined) await writePicture(svg, scorePicture(history));
  streams.out(given.switches.has('json') ? `${JSON.stringify(asData(history))}\n` : textOf(history));
  return EXIT_OK;
}

const asData = ({ product, scores, at }: ScoredProduct) => ({
  ...{ productId: product._id, product: product.name, score: product.score, at: formatTime(at) },
  scores: scores.map((one) => ({
    ...{ number: one.number, at: formatTime(one.at), cause: one.cause, modelVersion: one.modelVersion },
    ...{ before: one.before, value: one.value, target: one.target, snapshotHash: one.snapshotHash },
    proposalId: one.proposalId,
  })),
});

function textOf(history: ScoredProduct): string {
  const { product, score: value, scores } = asData(history);
  const rows = scores.map((one) => [
    ...[one.at, one.cause, `${one.before ?? '-'}`, `${one.value}`, `${one.target}`],
    ...[`${one.modelVersion}`, one.snapshotHash.slice(0, 12)],
  ]);
  const head = ['Time', 'by', 'before', 'score', 'target', 'model', 'snapshot'];
  return `${[`${product}: score ${value}`, '', ...table([head, ...rows])].join('\n')}\n`;
}
