/** Finds the ledger to audit: the one that is named, or the one that the service or the demo keeps here. */
import { access } from 'node:fs/promises';
import { DATA_FOLDER_DEFAULT } from '../../config.ts';
import { openForReading } from '../../store/audit/openForReading.ts';
import type { Database } from '../../store/database.ts';
import { dataFolder, isAlive, readOwner } from '../../store/embedded/owner.ts';
import { embeddedUri, startEmbedded } from '../../store/embedded/startEmbedded.ts';
import { DEMO_FOLDER } from '../demo/running.ts';
import { quoted, UsageError } from '../shared/output.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface OpenLedger {
  /** As it stands in messages. */
  name: string;
  database: Database;
  close(): Promise<void>;
}

/**
 * Opens the ledger: where none is named, the service's own before the demo's. Throws UsageError when there is
 * none here.
 */
export async function openLedger(named: string | undefined, environment: Environment): Promise<OpenLedger> {
  const uri = named ?? environment.MONGODB_URI;
  if (uri !== undefined) return openUri(uri);
  const own = environment.BULWARK_DATA;
  const folders = own === undefined ? [DATA_FOLDER_DEFAULT, DEMO_FOLDER] : [own];
  for (const folder of folders) if (await holdsData(folder)) return openFolder(folder);
  throw new UsageError(`there is no ledger in ${folders.join(' or ')}; name a database with --uri`);
}

async function openUri(uri: string): Promise<OpenLedger> {
  if (!/^mongodb(\+srv)?:\/\//.test(uri)) throw new UsageError(`${quoted(uri)} is not a mongodb:// address`);
  const database = await openForReading(uri);
  // The address may hold a password: only what follows it is shown.
  return { name: uri.replace(/^.*@|^.*?:\/\//, ''), database, close: database.close };
}

/** A server that runs on the folder is asked; where none does, one is started for the time of the audit. */
async function openFolder(folder: string): Promise<OpenLedger> {
  const owner = await readOwner(folder);
  if (owner !== undefined && isAlive(owner.mongodPid)) {
    const database = await openForReading(embeddedUri(owner.port));
    return { name: folder, database, close: database.close };
  }
  const server = await startEmbedded({ folder });
  try {
    const database = await openForReading(server.uri);
    const close = () => database.close().finally(server.stop);
    return { name: folder, database, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function holdsData(folder: string): Promise<boolean> {
  return access(dataFolder(folder)).then(
    () => true,
    () => false,
  );
}
