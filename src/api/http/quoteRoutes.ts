/** A quote of one item as the file that `npm run verify` computes again. Anyone may ask; nothing is held. */
import { type Request, Router } from 'express';
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { QuoteItem } from '../../market/queries/views.ts';
import type { ApiServices } from '../context.ts';
import { inputError } from '../errors.ts';
import { refusalNow } from '../render/refusal.ts';
import { answering } from './answering.ts';
import { refusalAnswer } from './errorAnswer.ts';
import { queryTime } from './queryTime.ts';

const QUOTE_PATH = '/v1/quote';

export function quoteRoutes(services: ApiServices): Router {
  const router = Router();
  router.get(
    QUOTE_PATH,
    answering(services, async ({ query }, response) => {
      const code = query.distributorCode === undefined ? null : textOf(query, 'distributorCode');
      const answer = await services.market.queries.quote([itemOf(query)], null, code);
      response.set('Cache-Control', 'no-store');
      if (isRefusal(answer)) refusalAnswer(response, refusalNow(services, answer));
      else response.type('application/json').send(answer.file.text);
    }),
  );
  return router;
}

function itemOf(query: Request['query']): QuoteItem {
  return {
    productId: textOf(query, 'productId'),
    coverAmount: BigInt(digitsOf(query, 'coverAmount', 34)),
    termSeconds: Number(digitsOf(query, 'termSeconds', 10)),
    startAt: queryTime(query.startAt, 'startAt', null),
  };
}

function textOf(query: Request['query'], name: string): string {
  const text = query[name];
  if (typeof text === 'string' && text !== '') return text;
  throw inputError(name, 'is missing');
}

function digitsOf(query: Request['query'], name: string, digitsMax: number): string {
  const text = textOf(query, name);
  if (/^\d+$/.test(text) && text.length <= digitsMax) return text;
  throw inputError(name, 'is no whole number');
}
