/**
 * `npm run audit`: computes the ledger again from its journal
 * and names the first row that is not what it must be.
 */
import { auditLedger, NoLedger } from '../../market/audit/auditLedger.ts';
import type { Database } from '../../store/database.ts';
import { type CommandSpec, helpText, readArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_FAILED, EXIT_OK, runCommand, UsageError } from '../shared/output.ts';
import { exportJournal } from './exportJournal.ts';
import { type Environment, openLedger } from './openLedger.ts';
import { textReport } from './report.ts';

const AUDIT: CommandSpec = {
  call: 'npm run audit --',
  summary:
    'Computes every balance, sum and hash of a ledger again and compares it with what is stored. Never writes.',
  options: {
    uri: { value: 'URI', text: 'the database, as mongodb://host:port/name' },
    export: {
      value: 'FILE',
      text: 'write the journal there instead, for npm run verify -- --journal FILE: it names accounts',
    },
    json: { text: 'one JSON object on stdout (call it as npm run -s audit)' },
  },
  notes: [
    'Without --uri: MONGODB_URI; else the database of the service (in BULWARK_DATA) or of the demo in this folder,\n' +
      'which may be running.',
    'Exit codes: 0 clean, 1 a difference was found or the database did not answer, 2 wrong arguments.',
  ],
};

/** Runs the command with its arguments and answers the exit code. */
export function audit(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment,
): Promise<number> {
  return runCommand('audit', streams, async () => {
    const given = readArguments(AUDIT, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(AUDIT));
      return EXIT_OK;
    }
    const [uri, isJson] = [given.values.get('uri'), given.switches.has('json')];
    const path = given.values.get('export');
    if (path !== undefined) {
      const done = await withLedger(uri, environment, (database) => exportJournal(database, path));
      streams.out(
        isJson ? `${JSON.stringify(done)}\n` : `Commands ${done.commands}, ending with ${done.hash}.\n`,
      );
      return EXIT_OK;
    }
    const report = await withLedger(uri, environment, (database) => auditLedger(database));
    streams.out(isJson ? `${JSON.stringify(report)}\n` : textReport(report));
    return report.clean ? EXIT_OK : EXIT_FAILED;
  });
}

async function withLedger<Result>(
  uri: string | undefined,
  environment: Environment,
  read: (database: Database) => Promise<Result>,
): Promise<Result> {
  const ledger = await openLedger(uri, environment);
  try {
    return await read(ledger.database);
  } catch (error) {
    if (error instanceof NoLedger) throw new UsageError(`there is no ledger in ${ledger.name}`);
    throw error;
  } finally {
    await ledger.close();
  }
}
