/** Many feeds watched by one process, which is asked for nothing else: how much of a processor and of memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { MINUTE_SECONDS } from '../../../src/domain/shared/units.ts';
import type { StepMessage, Watched, WatchSpec } from './settings.ts';

/** As docs/operating/running.md says for whoever has little memory: without it V8 lets garbage lie. */
const MEMORY = '--max-old-space-size=192';

/** Watches in a process of its own; the sources answer from this one. */
export async function watchManyFeeds(spec: Omit<WatchSpec, 'pricesUrl'>): Promise<Watched> {
  const prices = await openPrices();
  const path = fileURLToPath(new URL('./watchProcess.ts', import.meta.url));
  const options = [path, JSON.stringify({ ...spec, pricesUrl: prices.url } satisfies WatchSpec)];
  const child = spawn(process.execPath, [MEMORY, '--import', import.meta.resolve('tsx'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.on('message', ({ at }: StepMessage) => {
    prices.at = at;
    child.send({});
  });
  try {
    const [said, [code]] = await Promise.all([
      text(child.stdout as NonNullable<typeof child.stdout>),
      once(child, 'exit'),
    ]);
    if (code !== 0) throw new Error(`the process that watches ended with ${code}`);
    return JSON.parse(said) as Watched;
  } finally {
    await prices.close();
  }
}

/** A document for every source, with a new round each minute: all agree but for the last digits. */
async function openPrices() {
  const state = { at: 0 };
  const server = createServer(({ url = '' }, response) => {
    const [, feed = '0', source = '0'] = url.split('/');
    const round = Math.floor(state.at / MINUTE_SECONDS);
    const price = `0.9999${(Number(feed) + Number(source) + round) % 10}`;
    const body = { price, time: round * MINUTE_SECONDS, round };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  });
}
