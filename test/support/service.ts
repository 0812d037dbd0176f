/**
 * A process of the service for tests that kill one: a marketplace that takes commands over HTTP, or one that takes an
 * incident to its end. Its options are its first argument; what happens is told on stdout, one JSON object a line.
 */
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Outcome, Submission } from '../../src/market/command.ts';
import { type Market, startMarket } from '../../src/market/market.ts';
import { parseWire, wire } from '../../src/market/sequencer/wire.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { loadByIds } from '../../src/store/load.ts';
import { SYSTEM } from './marketplace.ts';
import { nextStep } from './payer.ts';

export interface ServiceOptions {
  uri: string;
  leaseMs: number;
  /** The time by its clock, which stands still. */
  now: number;
  /** The incident to take to its end; without one it takes commands. */
  incidentId?: string;
}

const SECRET = 'shared by the processes of one service';

function tell(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

async function main({ uri, leaseMs, now, incidentId }: ServiceOptions): Promise<void> {
  const database = await openDatabase(uri);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const market = await startMarket({
    ...{ database, leaseMs, forwardSecret: SECRET, endpoint: `${url}/internal`, now: () => now },
    settings: { quoteKey: createSecretKey(Buffer.alloc(32)), sandbox: true },
  });
  server.on('request', async (request, response) => {
    const submissions = parseWire(await text(request)) as Submission[];
    const outcomes =
      request.url === '/internal'
        ? await market.acceptForwarded(submissions)
        : await Promise.all(submissions.map(market.submit));
    response.end(wire(outcomes));
  });
  tell({ url });
  if (incidentId !== undefined) await payOut(database, market, incidentId);
}

/** Takes every step that is due and tells of each; a step that cannot be taken yet is tried again. */
async function payOut(database: Database, market: Market, incidentId: string): Promise<void> {
  for (;;) {
    const [incident] = await loadByIds(database, 'incidents', [incidentId]);
    if (incident === undefined || incident.status === 'PAID') break;
    const { command, input } = nextStep(incident);
    const submission = { command, input, principal: SYSTEM, idempotencyKey: null };
    const outcome: Outcome = await market.submit(submission);
    tell({ command, kind: outcome.kind });
  }
  tell({ paid: incidentId });
}

await main(JSON.parse(process.argv[2] ?? '') as ServiceOptions);
