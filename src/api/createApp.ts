/** The HTTP application. It listens nowhere: the composition root does, and tests drive it without a port. */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Outcome, Submission } from '../market/command.ts';
import type { AccessModels } from '../store/access/accessModels.ts';
import { createAuthService } from './auth/authService.ts';
import { type Callers, createCallers } from './auth/caller.ts';
import type { ApiServices } from './context.ts';
import { requestError } from './errors.ts';
import { createCostGate } from './hardening/costGate.ts';
import { addressLimit } from './http/addressLimit.ts';
import { errorAnswer } from './http/errorAnswer.ts';
import { evidenceRoutes } from './http/evidenceRoutes.ts';
import { GRAPHIQL_POLICY } from './http/graphiql.ts';
import { createGraphqlServer, GRAPHQL_PATH } from './http/graphqlServer.ts';
import { internalRoutes } from './http/internalRoutes.ts';
import { journalRoutes } from './http/journalRoutes.ts';
import { metaRoutes } from './http/metaRoutes.ts';
import { observationRoutes } from './http/observationRoutes.ts';
import { quoteRoutes } from './http/quoteRoutes.ts';
import { identify, serverContextOf } from './http/requestFacts.ts';
import { requestIdOf } from './http/requestId.ts';
import { solvencyRoutes } from './http/solvencyRoutes.ts';
import { statementRoutes } from './http/statementRoutes.ts';
import { sharedReader } from './loaders/batcher.ts';
import type { ApiMetrics } from './metrics.ts';
import type { FeedFamilies, Market, Readiness, Sandbox, Webhooks } from './ports.ts';
import type { ApiSettings } from './settings.ts';
import { createStreamCounts } from './streams/streamCounts.ts';

export interface AppDependencies {
  market: Market;
  /** Null outside a sandbox. */
  sandbox: Sandbox | null;
  families: FeedFamilies;
  webhooks: Webhooks;
  /** From `prepareAccessModels(connection)`. */
  accessModels: AccessModels;
  settings: ApiSettings;
  metrics: ApiMetrics;
  log: Logger;
  readiness(): Promise<Readiness>;
  /** Commits what another process forwards. */
  acceptForwarded(submissions: readonly Submission[]): Promise<Outcome[]>;
}

const NOWHERE = 'There is nothing at this address.';

/** Runs evenly, whatever the service's clock says. */
const monotonicSeconds = (): number => performance.now() / 1_000;

export function createApp(dependencies: AppDependencies): Express {
  const { settings, metrics, log } = dependencies;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', settings.trustProxy);
  app.use(helmet());
  app.use(identify);
  app.use(metaRoutes({ ...dependencies, sandbox: settings.sandbox }));
  app.use(internalRoutes({ ...dependencies, forwardSecret: settings.forwardSecret }));
  app.use(addressLimit(settings.rateLimits.addressRequests, metrics, monotonicSeconds));
  app.use(evidenceRoutes(dependencies.market));
  app.use(journalRoutes(dependencies.market));
  const services = servicesOf(dependencies);
  const callers = callersOf(services);
  app.use(GRAPHQL_PATH, graphql(services, callers));
  app.use(observationRoutes(services, callers));
  app.use(quoteRoutes(services));
  app.use(statementRoutes(services, callers));
  app.use(solvencyRoutes(services, callers));
  app.use((_request: Request, response: Response) => {
    errorAnswer(response, requestError('INPUT_INVALID', {}, NOWHERE), 404);
  });
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = statusOf(error);
    if (status < 500) return errorAnswer(response, requestError('INPUT_INVALID'), status);
    log.error({ requestId: requestIdOf(response), err: error }, 'a request failed');
    errorAnswer(response, requestError('INTERNAL'));
  });
  return app;
}

function callersOf({ auth, market }: ApiServices): Callers {
  const readAccounts = sharedReader((ids) => market.queries.accounts.byIds(ids));
  const readAccount = async (id: string) => (await readAccounts([id])).get(id) ?? null;
  return createCallers(auth, readAccount, monotonicSeconds);
}

function graphql(services: ApiServices, callers: Callers) {
  const yoga = createGraphqlServer(services, callers);
  return async (request: Request, response: Response): Promise<void> => {
    if (services.settings.sandbox && request.method === 'GET') allowGraphiql(response);
    await yoga.handle(request, response, serverContextOf(request, response));
  };
}

/** What lives as long as the service. */
export function servicesOf(dependencies: AppDependencies): ApiServices {
  const { market, sandbox, families, webhooks, accessModels, settings, metrics, log } = dependencies;
  const now = () => market.clockNow();
  return {
    market,
    sandbox,
    families,
    webhooks,
    settings,
    auth: createAuthService({ models: accessModels, settings, metrics, log, now }),
    gate: createCostGate(settings, metrics, monotonicSeconds),
    streams: createStreamCounts(metrics),
    metrics,
    log,
  };
}

/** The page of GraphiQL carries its scripts within itself, and a token in its address. */
function allowGraphiql(response: Response): void {
  response.set({
    'Content-Security-Policy': GRAPHIQL_POLICY,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  });
}

/** What express says about a request that it could not read: too large a body, a path that is not one. */
function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
