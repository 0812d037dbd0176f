/** `npm run actuary -- score`: the history of a product's score. */
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import type { BasketScoreDocument } from '../../store/documents/risk.ts';
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
    ...{ number: one.number, at: formatTime(one.at), cause: one.cause },
    ...{ before: one.before, value: one.value, snapshotHash: one.snapshotHash, proposalId: one.proposalId },
    ...(one.kind === 'BASKET'
      ? { target: one.value, modelVersion: null, basket: basketData(one) }
      : { target: one.target, modelVersion: one.modelVersion, basket: null }),
  })),
});

/** What the score of a basket follows from. */
const basketData = ({ k, boundWad, members }: BasketScoreDocument) => ({
  ...{ k, bound: formatDecimal(boundWad) },
  members: members.map(({ hazardWad, ...member }) => ({ ...member, hazard: formatDecimal(hazardWad) })),
});

function textOf(history: ScoredProduct): string {
  const { product, score: value, scores } = asData(history);
  const rows = scores.map((one) => [
    ...[one.at, one.cause, `${one.before ?? '-'}`, `${one.value}`, `${one.target}`],
    ...[`${one.modelVersion ?? '-'}`, shortHash(one.snapshotHash)],
  ]);
  const head = ['Time', 'by', 'before', 'score', 'target', 'model', 'snapshot'];
  const lines = [
    `${product}: score ${value}`,
    '',
    ...table([head, ...rows]),
    ...membersOf(scores.at(-1)?.basket ?? null),
  ];
  return `${lines.join('\n')}\n`;
}

/** What the newest score of a basket follows from, as a table. */
function membersOf(basket: ReturnType<typeof basketData> | null): string[] {
  if (basket === null) return [];
  const { k, bound, members } = basket;
  const rows = members.map((member) => [
    ...[member.productId, `${member.score}`, member.hazard],
    ...[`${member.number}`, shortHash(member.snapshotHash)],
  ]);
  const head = ['Member', 'score', 'hazard', 'number', 'snapshot'];
  return [
    '',
    `${k} of these have an incident in a year with at most ${bound}:`,
    '',
    ...table([head, ...rows]),
  ];
}

const shortHash = (hash: string | null): string => hash?.slice(0, 12) ?? '-';
