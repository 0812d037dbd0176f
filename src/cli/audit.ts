/** Entry of `npm run audit`. */
import { audit } from './audit/command.ts';
import { processStreams } from './shared/output.ts';

process.exitCode = await audit(process.argv.slice(2), processStreams(), process.env);
