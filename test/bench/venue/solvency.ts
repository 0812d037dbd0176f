/** The solvency report as anybody reads it, while 64 clients buy from the same process. */
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { runClientProcess, startServerProcess } from '../http/processes.ts';
import { openShop, tokenOf } from '../http/shop.ts';
import type { Cell } from '../shared/cells.ts';
import { drive } from '../shared/drive.ts';
import type { BenchServer } from '../shared/server.ts';
import { seeded } from '../shared/statistics.ts';
import type { Stops } from '../shared/withServer.ts';
import { NAMES } from './names.ts';

const BUYERS = 64;
/** How long the reader waits: whoever looks at a page does not ask without end. */
const PAUSE_MILLISECONDS = 20;

/** Starts the service. What is to be stopped goes onto `stops`. */
export async function openSolvencyCell(server: BenchServer, seed: number, stops: Stops): Promise<Cell> {
  const shop = await openShop(server.uri('solvency'), BUYERS);
  const { uri, clock, productId, accountIds } = shop;
  const { url, stop } = await startServerProcess({ uri, clock, resolver: 'REAL', port: 0 });
  stops.push(stop);
  const pick = seeded(seed);
  return {
    ...{ name: NAMES.solvency, clients: 1 },
    async measure({ milliseconds, warmUpMilliseconds }) {
      // The client process is new each time: its buyers are at work when the reader begins to be measured.
      const warm = 5 * warmUpMilliseconds + 1_000;
      const buying = runClientProcess({
        ...{ urls: [url], productId, seed: pick(2 ** 31), warmUpMilliseconds: warm },
        tokens: accountIds.map((accountId) => tokenOf(shop, accountId)),
        milliseconds: milliseconds + 500,
      });
      const reading = drive({ clients: 1, milliseconds, warmUpMilliseconds: warm }, async () => {
        await read(`${url}/v1/solvency`);
        await pause(PAUSE_MILLISECONDS);
      });
      const [sample, bought] = await Promise.all([reading, buying]);
      if (bought.ended === 0) throw new Error('nobody bought anything');
      const latencies = sample.latencies.map((latency) => latency - PAUSE_MILLISECONDS);
      return { ...sample, latencies };
    },
  };
}

function read(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { 'x-forwarded-for': '10.1.0.1' } }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`the report was answered with ${response.statusCode}`));
      });
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end();
  });
}
