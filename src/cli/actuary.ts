/** Entry of `npm run actuary`. */
import { actuary } from './actuary/command.ts';
import { processStreams } from './shared/output.ts';

process.exitCode = await actuary(process.argv.slice(2), processStreams(), process.env);
