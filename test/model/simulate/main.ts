/** Entry of `npm run simulate`. */
import { processStreams } from '../../../src/cli/shared/output.ts';
import { simulateCommand } from './command.ts';

process.exitCode = await simulateCommand(process.argv.slice(2), processStreams());
