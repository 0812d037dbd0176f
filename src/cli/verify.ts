/** Entry of `npm run verify`. */
import { processStreams } from './shared/output.ts';
import { verify } from './verify/command.ts';

process.exitCode = await verify(process.argv.slice(2), processStreams());
