/** Entry of `npm run demo`. The first Ctrl-C stops in order, a second one at once. */
import { demo } from './demo/command.ts';
import { processStreams } from './shared/output.ts';
import { stopSignal } from './shared/stopSignal.ts';

process.exitCode = await demo(process.argv.slice(2), processStreams(), stopSignal());
