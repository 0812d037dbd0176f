/** The API over a real marketplace on a database of its own, driven without a port. */
import { randomBytes } from 'node:crypto';
import type { Express } from 'express';
import pino from 'pino';
import supertest from 'supertest';
import { findFamily } from '../../../oracles/registry.ts';
import { createRuinSimulator } from '../../../src/actuary/ruinSimulator.ts';
import { mintToken } from '../../../src/api/auth/accessToken.ts';
import { type AppDependencies, createApp, servicesOf } from '../../../src/api/createApp.ts';
import { type ApiMetrics, createMetrics } from '../../../src/api/metrics.ts';
import type { Readiness } from '../../../src/api/ports.ts';
import type { ApiSettings } from '../../../src/api/settings.ts';
import { createEventRenderer } from '../../../src/api/webhooks/renderEvent.ts';
import { ADDRESS_COST, ADDRESS_REQUESTS, PRINCIPAL_COST } from '../../../src/domain/shared/limits.ts';
import { createSubmit } from '../../../src/market/feed/submitObservations.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import { type AccessModels, prepareAccessModels } from '../../../src/store/access/accessModels.ts';
import { createVerifierPool } from '../../../src/verification/pool.ts';
import { type AddressOptions, addressProblems } from '../../../src/webhooks/address.ts';
import { createPost } from '../../../src/webhooks/post.ts';
import { createPublisher, type Publisher } from '../../../src/webhooks/publisher.ts';
import { secretOf } from '../../../src/webhooks/signature.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { type Marketplace, openMarketplace, SYSTEM } from '../../support/marketplace.ts';
import { TEST_SIGNER } from '../../support/signer.ts';

export interface OpenApi {
  app: Express;
  place: Marketplace;
  settings: ApiSettings;
  metrics: ApiMetrics;
  /** Sends events to webhooks when a test says so. */
  publisher: Publisher;
  models: AccessModels;
  /** What was logged, line by line. */
  logged: string[];
  readiness: Readiness;
  /** An access token of an account. */
  token(accountId: string): string;
  /** Sends one operation. */
  send(query: string, options?: SendOptions): supertest.Test;
  stop(): Promise<void>;
}

export interface SendOptions {
  variables?: object;
  token?: string;
  key?: string;
  headers?: Record<string, string>;
}

const READY: Readiness = {
  ok: true,
  checks: { primary: true, holderKnown: true, queueBelowLimit: true, notDraining: true },
};

/** Settings like those of a service in production. */
export function testSettings(): ApiSettings {
  return {
    sandbox: false,
    publicUrl: 'https://bulwark.example',
    chainIds: [1],
    trustProxy: false,
    tokens: {
      issuer: 'https://bulwark.example',
      audience: 'bulwark',
      keys: [
        { kid: 'new', secret: randomBytes(32) },
        { kid: 'old', secret: randomBytes(32) },
      ],
      accessSecondsMax: 600,
    },
    refreshSecret: randomBytes(32),
    forwardSecret: 'a secret between processes',
    rateLimits: {
      principalCost: PRINCIPAL_COST,
      addressRequests: ADDRESS_REQUESTS,
      addressCost: ADDRESS_COST,
    },
  };
}

interface OpenOptions {
  settings?: Partial<ApiSettings>;
  /** Wraps the real queries, for tests that make one of them fail. */
  queries?(queries: Queries): Queries;
  /** Receivers of tests listen on this machine. */
  webhooks?: AddressOptions;
}

export async function openApi({
  settings: changed = {},
  queries: wrap = (same) => same,
  webhooks: addresses = { toPrivate: true },
}: OpenOptions = {}): Promise<OpenApi> {
  const place = await openMarketplace(testDatabaseUri());
  const settings = { ...testSettings(), ...changed };
  const metrics = createMetrics();
  const models = await prepareAccessModels(place.database.connection);
  const logged: string[] = [];
  const readiness = structuredClone(READY);
  const now = () => place.clock.now;
  const { database, quoteKey } = place;
  const actuary = createRuinSimulator();
  const dependencies = {
    ...{ database, now, quoteKey, signer: TEST_SIGNER, scenarios: async () => [] },
    sandbox: true,
    simulateRuin: actuary.simulate,
  };
  const advanceClock = async (seconds: number) => {
    place.clock.now += seconds;
    return place.clock.now;
  };
  const verifier = createVerifierPool({ threads: 1, failed: (error) => logged.push(String(error)) });
  const isPushed = (family: string) => (findFamily(family)?.push ?? null) !== null;
  const webhookKey = randomBytes(32);
  const appDependencies: AppDependencies = {
    market: {
      submit: place.market.submit,
      clockNow: now,
      queries: wrap(createQueries(dependencies)),
      submitObservations: createSubmit({ database, now, isPushed, verify: verifier.verify }),
    },
    families: findFamily,
    webhooks: {
      problems: (url) => addressProblems(url, addresses),
      secretOf: (webhookId, number) => secretOf(webhookKey, webhookId, number),
    },
    sandbox: settings.sandbox ? { advanceClock } : null,
    accessModels: models,
    settings,
    metrics,
    log: pino({ level: 'debug' }, { write: (line) => logged.push(line) }),
    readiness: async () => readiness,
    acceptForwarded: place.market.acceptForwarded,
  };
  const app = createApp(appDependencies);
  const publisher = openPublisher(appDependencies, place, addresses);
  return {
    app,
    place,
    settings,
    metrics,
    publisher,
    models,
    logged,
    readiness,
    token: (accountId) => mintToken(settings.tokens, { accountId, now: now(), lifeSeconds: 600 }),
    send(query, { variables, token, key, headers = {} } = {}) {
      const request = supertest(app).post('/graphql').set(headers);
      if (token !== undefined) request.set('Authorization', `Bearer ${token}`);
      if (key !== undefined) request.set('Idempotency-Key', key);
      return request.send({ query, variables });
    },
    async stop() {
      await actuary.close();
      await verifier.close();
      await place.stop();
    },
  };
}

function openPublisher(dependencies: AppDependencies, place: Marketplace, addresses: AddressOptions) {
  const { webhooks, metrics } = dependencies;
  return createPublisher({
    database: place.database,
    // A test may have ended its market and begun another.
    market: { submit: (one) => place.market.submit(one), standing: () => place.market.standing() },
    principal: SYSTEM,
    now: () => place.clock.now,
    secretOf: webhooks.secretOf,
    render: createEventRenderer(servicesOf(dependencies)),
    post: createPost(addresses),
    // The middle of the spread.
    chance: () => 50,
    tried: (outcome) => metrics.webhookTries.inc({ outcome }),
    failed: () => undefined,
  });
}
