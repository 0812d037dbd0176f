import { startEmbedded } from '../../src/store/embedded/startEmbedded.ts';

// A service of its own for tests that kill one: starts a database by the options in its first argument, prints
// where it is, and stays until it is ended.
const database = await startEmbedded(JSON.parse(process.argv[2] ?? ''));
const { uri, pid, port, folder } = database;
process.stdout.write(`${JSON.stringify({ uri, pid, port, folder })}\n`);
setInterval(() => {}, 60_000);
