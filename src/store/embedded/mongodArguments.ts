import { LOOPBACK } from './freePort.ts';
import { logFile } from './mongodLog.ts';
import { dataFolder } from './owner.ts';
import { REPLICA_SET_NAME } from './replicaSet.ts';

/** Enough for the working set of a small deployment; mongod would take half of the machine's memory. */
const CACHE_GIGABYTES = 0.5;
/** How much of the recent past change streams can be resumed from; mongod would take 5 % of the disk. */
const OPLOG_MEGABYTES = 1024;

export interface MongodSettings {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  readonly throwaway: boolean;
  readonly transactionLifetimeLimitSeconds: number;
}

/** Seconds until an unused file is closed, and between two looks; by itself a server waits ten minutes. */
const CLOSE_SOON = 'file_manager=(close_idle_time=20,close_scan_interval=5,close_handle_minimum=250)';

/**
 * The command line of a server. A throw-away one keeps every promise of a lasting one: only its rhythm
 * differs.
 */
export function mongodArguments(settings: MongodSettings): string[] {
  const parameters = {
    // An orphaned transaction blocks the documents it touched until then; mongod's default is a minute.
    transactionLifetimeLimitSeconds: settings.transactionLifetimeLimitSeconds,
    // A set of one has nobody to hand over to: end at once when signalled.
    shutdownTimeoutMillisForSignaledShutdown: 100,
    diagnosticDataCollectionEnabled: false,
    // Lets tests provoke the network's failures in a real server; never in one that keeps data.
    ...(settings.throwaway ? { enableTestCommands: 1 } : {}),
  };
  return [
    ...['--dbpath', dataFolder(settings.folder), '--logpath', logFile(settings.folder), '--logappend'],
    ...['--bind_ip', LOOPBACK, '--port', String(settings.port), '--replSet', REPLICA_SET_NAME],
    ...['--wiredTigerCacheSizeGB', String(CACHE_GIGABYTES)],
    ...['--oplogSize', String(OPLOG_MEGABYTES)],
    ...['--quiet', '--slowms', '1000', '--noscripting'],
    ...(process.platform === 'win32' ? [] : ['--nounixsocket']),
    // Many databases of a moment: their files are closed soon, or the machine opens no more.
    ...(settings.throwaway ? ['--wiredTigerEngineConfigString', CLOSE_SOON] : []),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--setParameter', `${name}=${value}`]),
  ];
}
