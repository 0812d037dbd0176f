/**
 * The solvency report as files in canonical form: the present one and sealed ones for anyone, and for owners
 * the proofs that what they have is counted.
 */
import { type Request, type Response, Router } from 'express';
import { canonical } from '../../domain/shared/canonical.ts';
import type { SignedReport } from '../../domain/solvency/sealed.ts';
import type { Principal } from '../../market/command.ts';
import type { Callers } from '../auth/caller.ts';
import type { Scope } from '../auth/scopes.ts';
import type { ApiServices } from '../context.ts';
import { requestError } from '../errors.ts';
import type { Market } from '../ports.ts';
import { isOwnAccount } from '../resolvers/access.ts';
import { answering } from './answering.ts';
import { errorAnswer } from './errorAnswer.ts';
import { serverContextOf } from './requestFacts.ts';

const SOLVENCY_PATH = '/v1/solvency';
/** Where the signed file of a snapshot is. */
export const snapshotPath = (id: string): string => `${SOLVENCY_PATH}/${id}`;
/** In the place of a snapshot's id: the newest. */
const LATEST = 'latest';
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'public, no-cache';
const NO_SNAPSHOT = 'There is no such snapshot.';
const NO_PROOF = 'There is no such snapshot, or nothing of yours is counted in it under this id.';

export function solvencyRoutes(services: ApiServices, callers: Callers): Router {
  const { queries } = services.market;
  const router = Router();
  const texts = new WeakMap<SignedReport, string>();
  router.get(SOLVENCY_PATH, async (request, response) => {
    const signed = await queries.solvency();
    const text = texts.get(signed) ?? canonical(signed);
    texts.set(signed, text);
    answerText(request, response, text, signed.head.report, ASK_AGAIN);
  });
  router.get(`${SOLVENCY_PATH}/:id`, async (request: Request<{ id: string }>, response) => {
    const { id } = request.params;
    const snapshot = await queries.solvencySnapshot(id === LATEST ? null : id);
    if (snapshot === null) {
      errorAnswer(response, requestError('INPUT_INVALID', {}, NO_SNAPSHOT), 404);
      return;
    }
    const pieces: string[] = [];
    for await (const piece of queries.evidenceText(snapshot.sha256)) pieces.push(piece);
    answerText(request, response, pieces.join(''), snapshot.sha256, id === LATEST ? ASK_AGAIN : FOR_EVER);
  });
  router.get(
    `${SOLVENCY_PATH}/:id/proofs/:node`,
    answering<{ id: string; node: string }>(services, async (request, response) => {
      const { bearer } = serverContextOf(request, response);
      const caller = await callers.callerOf(bearer);
      const { id, node } = request.params;
      response.set({ 'Cache-Control': 'private, no-store', Vary: 'Authorization' });
      const proofs = (await isOwn(queries, caller, node)) ? await queries.inclusionProofs(id, node) : [];
      if (proofs.length === 0) errorAnswer(response, requestError('INPUT_INVALID', {}, NO_PROOF), 404);
      else response.type('application/json').send(canonical(proofs));
    }),
  );
  return router;
}

/** A text that is sent only where it is another by now. */
function answerText(
  request: Request<object>,
  response: Response,
  text: string,
  sha256: string,
  cacheControl: string,
): void {
  response.set({ 'Cache-Control': cacheControl, ETag: `"${sha256}"` });
  if (request.get('if-none-match')?.includes(`"${sha256}"`)) {
    response.status(304).end();
    return;
  }
  response.type('application/json').send(text);
}

/** Whether an account, position or policy is the caller's; what is not answers as what does not exist. */
async function isOwn(
  queries: Market['queries'],
  caller: { caller: Principal | null; scopes: readonly Scope[] | null },
  node: string,
): Promise<boolean> {
  if (node.startsWith('acc_')) return isOwnAccount(caller, node);
  const rows = node.startsWith('pol_') ? queries.policies : queries.positions;
  const owner = (await rows.byIds([node])).get(node)?.accountId;
  return owner !== undefined && isOwnAccount(caller, owner);
}
