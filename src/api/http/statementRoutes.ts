/** Statements of accounts as files, for those who may see the account. */
import { type Request, type Response, Router } from 'express';
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { Callers } from '../auth/caller.ts';
import type { ApiServices } from '../context.ts';
import { requestError } from '../errors.ts';
import { refusalNow } from '../render/refusal.ts';
import { statementCsv } from '../render/statementCsv.ts';
import { statementJson } from '../render/statementJson.ts';
import { mayReadAccount } from '../resolvers/access.ts';
import { answering } from './answering.ts';
import { plain, refusalAnswer } from './errorAnswer.ts';
import { queryTime } from './queryTime.ts';
import { serverContextOf } from './requestFacts.ts';

export function statementRoutes(services: ApiServices, callers: Callers): Router {
  const router = Router();
  router.get(
    '/v1/accounts/:id/statement',
    answering<{ id: string }>(services, (request, response) => answer(request, response, services, callers)),
  );
  return router;
}

async function answer(
  request: Request<{ id: string }>,
  response: Response,
  services: ApiServices,
  callers: Callers,
): Promise<void> {
  const { market } = services;
  const { bearer } = serverContextOf(request, response);
  const { id } = request.params;
  if (!mayReadAccount(await callers.callerOf(bearer), id))
    throw requestError('FORBIDDEN', { scope: 'ACCOUNT' });
  const now = market.clockNow();
  const from = queryTime(request.query.from, 'from', 0);
  const until = queryTime(request.query.until, 'until', now + 1);
  const statement = await market.queries.statementOf(id, from, until);
  response.set({ 'Cache-Control': 'private, no-store', Vary: 'Accept, Authorization' });
  if (isRefusal(statement)) {
    refusalAnswer(response, refusalNow(services, statement));
    return;
  }
  const assets = await market.queries.assets.byIds(statement.balances.map(({ assetId }) => assetId));
  if (request.accepts(['text/csv', 'application/json']) === 'application/json') {
    response.type('application/json').send(JSON.stringify(statementJson(statement, assets), plain));
    return;
  }
  response.type('text/csv').attachment(`statement-${id}.csv`).send(statementCsv(statement, assets));
}
