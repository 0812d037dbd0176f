/** Entry of `npm start`: the service alone, for real use. */
import { processStreams } from './shared/output.ts';
import { stopSignal } from './shared/stopSignal.ts';
import { start } from './start/command.ts';

process.exitCode = await start(process.argv.slice(2), process.env, processStreams(), stopSignal());
