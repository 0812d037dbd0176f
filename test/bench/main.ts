/** Entry of `npm run bench`. */
import { processStreams } from '../../src/cli/shared/output.ts';
import { bench } from './command.ts';

process.exitCode = await bench(process.argv.slice(2), processStreams());
