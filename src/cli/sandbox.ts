/** Entry of `npm run sandbox`. */
import { sandbox } from './sandbox/command.ts';
import { processStreams } from './shared/output.ts';

process.exitCode = await sandbox(process.argv.slice(2), processStreams());
