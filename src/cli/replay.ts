/** Entry of `npm run replay`. */
import { replay } from './replay/command.ts';
import { processStreams } from './shared/output.ts';

process.exitCode = await replay(process.argv.slice(2), processStreams());
