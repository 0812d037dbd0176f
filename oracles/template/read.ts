/** What a list of rounds says. */
import type { UnixSeconds } from '../../src/domain/shared/units.ts';
import { SourceError } from '../adapter.ts';
import { parseDocument, roundAt, rowsAt, textAt, timeAt, valueAt } from '../web/exact.ts';
import type { TemplateConfig } from './config.ts';

interface Round {
  readonly round: bigint;
  readonly at: UnixSeconds;
  readonly price: bigint;
}

/**
 * The rounds of a document, oldest first. Throws SourceError BAD_ANSWER when it is about something else, a
 * field is missing, or a round is not after the one before it.
 */
export function readRounds(text: string, { symbol, decimals }: TemplateConfig): Round[] {
  const document = parseDocument(text);
  const said = textAt(document, '/symbol');
  if (said !== symbol) throw new SourceError('BAD_ANSWER', 'It is about another symbol.');
  const rounds = rowsAt(document, '/rounds').map((row) => ({
    round: BigInt(roundAt(row, '/round')),
    at: timeAt(row, '/time', 'SECONDS'),
    price: valueAt(row, '/price', decimals),
  }));
  rounds.forEach(({ round, at }, index) => {
    const before = rounds[index - 1];
    if (before === undefined || (round > before.round && at >= before.at)) return;
    throw new SourceError('BAD_ANSWER', `Round ${round} is not after round ${before.round}.`);
  });
  return rounds;
}
