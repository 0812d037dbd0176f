/** The composition root: configuration, then store, then marketplace, then watcher and API. */
import { createSecretKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { findFamily } from '../oracles/registry.ts';
import { parseRows } from '../oracles/replay/rows.ts';
import { createRuinSimulator } from './actuary/ruinSimulator.ts';
import { mintToken } from './api/auth/accessToken.ts';
import { type AppDependencies, createApp } from './api/createApp.ts';
import { INTERNAL_PATH } from './api/http/internalRoutes.ts';
import { createMetrics } from './api/metrics.ts';
import type { Readiness, Sandbox } from './api/ports.ts';
import type { Config } from './config.ts';
import { DRAIN_MS, LEASE_MS, QUEUE_COMMANDS_MAX } from './domain/shared/limits.ts';
import type { UnixSeconds } from './domain/shared/units.ts';
import type { Principal } from './market/command.ts';
import { createSubmit, type SubmitObservations } from './market/feed/submitObservations.ts';
import { type Market, startMarket } from './market/market.ts';
import { createQueries } from './market/queries/createQueries.ts';
import type { QueryDependencies } from './market/queries/dependencies.ts';
import type { Queries } from './market/queries/port.ts';
import { readHistories } from './market/solvency/histories.ts';
import { createSigner } from './market/solvency/signer.ts';
import { takeSnapshot } from './market/solvency/takeSnapshot.ts';
import { openPublisher, startPublisher, webhooksOf } from './publishing.ts';
import { apiSettings, signingKeyOf } from './settings.ts';
import { registrar, setUp } from './setUp.ts';
import { prepareAccessModels } from './store/access/accessModels.ts';
import { type Database, openDatabase } from './store/database.ts';
import type { Role } from './store/documents/parties.ts';
import { assertReplicaSet } from './store/embedded/assertReplicaSet.ts';
import { startEmbedded } from './store/embedded/startEmbedded.ts';
import { measured, noteCommit, stepNoter } from './telemetry.ts';
import { createVerifierPool } from './verification/pool.ts';
import { createWatcher, type Watcher } from './watcher/watcher.ts';
import type { Publisher } from './webhooks/publisher.ts';

/** What a caller may put in place of the real clock and the real loop: the demo does. */
export interface ServiceOptions {
  now?(): UnixSeconds;
  /** Moves that clock; only a sandbox has one. */
  advanceClock?(seconds: number): Promise<UnixSeconds>;
  /** False: the caller takes the watcher's steps itself. */
  loop?: boolean;
  log?: Logger;
}

export interface Service {
  /** Where it listens. */
  url: string;
  market: Market;
  watcher: Watcher;
  publisher: Publisher;
  /** Registers a wallet with roles, as sign-in does without any. */
  registerAccount(address: string, roles: Role[]): Promise<string>;
  mintToken(accountId: string, now: UnixSeconds, lifeSeconds: number): string;
  /** Stops in order: not ready, no new requests, the watcher's step, the queue, the head, the database. */
  stop(): Promise<void>;
}

const WATCHER: Principal = { id: 'system:watcher', roles: ['WATCHER'], system: true };

/** Price histories that `simulatePayout` knows by name. */
const SCENARIOS = {
  USDC_MARCH_2023: new URL('./cli/series/usdc-usd-2023-03.csv', import.meta.url),
  UST_MAY_2022: new URL('./cli/series/ust-usdt-2022-05.csv', import.meta.url),
};

/** Read once, for all reports of the process. */
const histories = readHistories(readScenario);

/** Starts the whole service. What was started is stopped again when a later part fails. */
export async function startService(config: Config, options: ServiceOptions = {}): Promise<Service> {
  const log = options.log ?? pino({ level: config.logLevel });
  const now = options.now ?? (() => Math.floor(Date.now() / 1_000));
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const database = await openStore(config, stops);
    const settings = apiSettings(config);
    const quoteKey = createSecretKey(Buffer.from(config.secrets.quote));
    const metrics = createMetrics();
    const state = { draining: false };
    const signer = createSigner(signingKeyOf(config));
    const market = await startMarket({
      database,
      settings: { quoteKey, sandbox: config.sandbox },
      leaseMs: LEASE_MS,
      endpoint: config.internalUrl === null ? null : new URL(INTERNAL_PATH, config.internalUrl).href,
      forwardSecret: config.secrets.forward,
      now,
      committed: (journal, tries) => noteCommit(journal, tries, metrics),
    });
    stops.push(() => market.stop(DRAIN_MS));
    await setUp(config, market, log);
    const { sandbox } = config;
    const queries = openQueries({ database, now, quoteKey, signer, sandbox, scenarios: readScenario }, stops);
    const watcher = createWatcher({
      database,
      market,
      adapters: findFamily,
      now,
      principal: WATCHER,
      takeSnapshot: () => takeSnapshot({ database, signer, histories }),
      reported: stepNoter(market, queries, metrics, log),
      failed: (error) => log.error({ err: error }, 'a step of the watcher failed'),
    });
    stops.push(startLoop(watcher, options.loop ?? true, config.tickSeconds * 1_000));
    const submitObservations = openReception(database, now, log, stops);
    const dependencies: AppDependencies = {
      market: { submit: measured(market, metrics), clockNow: now, queries, submitObservations },
      families: findFamily,
      webhooks: webhooksOf(config),
      sandbox: sandboxOf(config, options),
      accessModels: await prepareAccessModels(database.connection),
      settings,
      metrics,
      log,
      readiness: () => readiness(database, market, state.draining),
      acceptForwarded: market.acceptForwarded,
    };
    const publisher = openPublisher(config, database, market, dependencies);
    stops.push(startPublisher(publisher, options.loop ?? true));
    const server = createServer(createApp(dependencies));
    const url = await listen(server, config);
    stops.push(() => closeServer(server));
    log.info({ url, sandbox: config.sandbox }, 'the service listens');
    const stop = async () => {
      state.draining = true;
      await stopAll();
      log.info('the service has stopped');
    };
    const mint = (accountId: string, at: UnixSeconds, lifeSeconds: number) =>
      mintToken(settings.tokens, { accountId, now: at, lifeSeconds });
    return { url, market, watcher, publisher, registerAccount: registrar(market), mintToken: mint, stop };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** The database of the configuration, or one of our own. */
async function openStore(config: Config, stops: (() => Promise<void>)[]): Promise<Database> {
  let uri: string;
  if ('uri' in config.database) uri = config.database.uri;
  else {
    const embedded = await startEmbedded({ folder: config.database.folder });
    stops.push(() => embedded.stop());
    uri = embedded.uri;
  }
  const database = await openDatabase(uri);
  stops.push(() => database.close());
  await assertReplicaSet(database.connection);
  return database;
}

/** The way in for reports that are sent, with the threads that verify them. */
function openReception(
  database: Database,
  now: () => UnixSeconds,
  log: Logger,
  stops: (() => Promise<void>)[],
): SubmitObservations {
  const { verify, close } = createVerifierPool({
    failed: (error) => log.error({ err: error }, 'a thread that verifies reports has ended'),
  });
  stops.push(close);
  const isPushed = (family: string) => (findFamily(family)?.push ?? null) !== null;
  return createSubmit({ database, now, isPushed, verify });
}

/** The reads, with simulations of ruin among them: what those find is shown, and nothing is decided by it. */
function openQueries(
  dependencies: Omit<QueryDependencies, 'simulateRuin'>,
  stops: (() => Promise<void>)[],
): Queries {
  const { simulate: simulateRuin, close } = createRuinSimulator();
  stops.push(close);
  return createQueries({ ...dependencies, simulateRuin });
}

function startLoop(watcher: Watcher, loop: boolean, intervalMs: number): () => Promise<void> {
  if (!loop) return () => watcher.close();
  const controller = new AbortController();
  const running = watcher.run(controller.signal, intervalMs);
  return async () => {
    controller.abort();
    await running;
  };
}

function sandboxOf(config: Config, { advanceClock }: ServiceOptions): Sandbox | null {
  return config.sandbox && advanceClock !== undefined ? { advanceClock } : null;
}

async function readScenario(name: keyof typeof SCENARIOS) {
  return parseRows(await readFile(SCENARIOS[name], 'utf8')).map(({ at, value }) => ({ at, value }));
}

async function readiness(database: Database, market: Market, draining: boolean): Promise<Readiness> {
  const primary = await database.ping().then(
    () => true,
    () => false,
  );
  const { holderKnown, queued } = market.standing();
  const checks = {
    primary,
    holderKnown,
    queueBelowLimit: queued * 10 < QUEUE_COMMANDS_MAX * 8,
    notDraining: !draining,
  };
  return { ok: Object.values(checks).every(Boolean), checks };
}

async function listen(server: Server, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

/** Takes no more requests; those under way finish, streams are ended. */
async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
