/** Entry of `npm run feed:check`. */
import { feedCheck } from './feed-check/command.ts';
import { processStreams } from './shared/output.ts';

process.exitCode = await feedCheck(process.argv.slice(2), processStreams());
