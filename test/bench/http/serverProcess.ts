/** A server process of the benchmark: the whole service, or the same server over a naive resolver. */
import { startService } from '../../../src/main.ts';
import { startNaiveServer } from './naiveServer.ts';
import { startPlainRoute } from './plainRouteServer.ts';
import { type ServerSpec, serviceConfig, timeOf } from './settings.ts';

const spec = JSON.parse(process.argv[2] ?? '') as ServerSpec;
const config = serviceConfig(spec);
const now = () => timeOf(spec.clock);
const start = {
  REAL: () => startService(config, { now, loop: false }),
  NAIVE: () => startNaiveServer(config, now),
  PLAIN_ROUTE: () => startPlainRoute(spec.uri),
};
const service = await start[spec.resolver]();
process.stdout.write(`${JSON.stringify({ url: service.url })}\n`);
// The benchmark holds the other end of this pipe: when it ends, however it ends, so does this process.
process.stdin.resume();
process.stdin.once('close', () => void service.stop().finally(() => process.exit()));
