/** The same HTTP server with everything on, whose one mutation is a plain Mongoose transaction. */
import { createSecretKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from '../../../src/api/createApp.ts';
import { createMetrics } from '../../../src/api/metrics.ts';
import type { Config } from '../../../src/config.ts';
import type { Outcome, Submission } from '../../../src/market/command.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import { createSigner } from '../../../src/market/solvency/signer.ts';
import { apiSettings, signingKeyOf } from '../../../src/settings.ts';
import { prepareAccessModels } from '../../../src/store/access/accessModels.ts';
import { decodeDocument } from '../../../src/store/codec.ts';
import { openDatabase } from '../../../src/store/database.ts';
import type { PolicyDocument } from '../../../src/store/documents/policies.ts';
import { openNaive } from '../rivals/naive.ts';

interface NaiveServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts it on a database on which something was sold before. It answers with what it wrote, without
 * another read.
 */
export async function startNaiveServer(config: Config, now: () => number): Promise<NaiveServer> {
  if (!('uri' in config.database)) throw new Error('the naive server needs the URI of a database');
  const database = await openDatabase(config.database.uri);
  const sold = await database.collection('policies').findOne({});
  if (sold === null) throw new Error('nothing was sold on the database of the naive server');
  const buyers = await database.collection('accounts').find({}).sort({ _id: 1 }).toArray();
  const numbers = new Map(buyers.map(({ _id }, index) => [_id, index]));
  const naive = await openNaive(config.database.uri, sold, { pools: 1, buyers: buyers.length });
  const written = new Map<string, PolicyDocument>();

  async function submit({ command, principal }: Submission): Promise<Outcome> {
    const buyer = numbers.get(principal.id);
    if (command !== 'buyPolicies' || buyer === undefined) throw new Error(`${command} is not measured`);
    const { policyId, policy, premium } = await naive.buy(buyer, 0);
    written.set(policyId, decodeDocument<PolicyDocument>(policy));
    return {
      kind: 'DONE',
      answer: { policyIds: [policyId], premium },
      replayed: false,
      sequence: null,
      at: now(),
    };
  }

  const quoteKey = createSecretKey(Buffer.from(config.secrets.quote));
  const signer = createSigner(signingKeyOf(config));
  const scenarios = () => Promise.resolve([]);
  const queries = createQueries({
    ...{ database, now, quoteKey, sandbox: config.sandbox, signer, scenarios },
    simulateRuin: async () => null,
  });
  const byIds = (ids: readonly string[]): Promise<Map<string, PolicyDocument>> => {
    const found = ids.flatMap((id): [string, PolicyDocument][] => {
      const policy = written.get(id);
      written.delete(id);
      return policy === undefined ? [] : [[id, policy]];
    });
    return Promise.resolve(new Map(found));
  };
  const app = createApp({
    market: {
      submit,
      clockNow: now,
      queries: { ...queries, policies: { ...queries.policies, byIds } },
      // Purchases alone are compared.
      submitObservations: () => Promise.resolve(null),
    },
    families: () => null,
    webhooks: { problems: () => Promise.resolve([]), secretOf: () => '' },
    sandbox: null,
    accessModels: await prepareAccessModels(database.connection),
    settings: apiSettings(config),
    metrics: createMetrics(),
    log: pino({ level: config.logLevel }),
    readiness: () => Promise.resolve({ ok: true, checks: {} as never }),
    acceptForwarded: () => Promise.resolve([]),
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(config.port, config.host, resolve));
  return {
    url: `http://${config.host}:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await naive.stop();
      await database.close();
    },
  };
}
