/** Entry of `npm run token`. */
import { processStreams } from './shared/output.ts';
import { token } from './token/command.ts';

process.exitCode = await token(process.argv.slice(2), processStreams());
