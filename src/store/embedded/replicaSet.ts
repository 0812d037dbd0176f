import { setTimeout as delay } from 'node:timers/promises';
import mongoose from 'mongoose';
import { LOOPBACK } from './freePort.ts';

type MongoClient = mongoose.mongo.MongoClient;
type Document = mongoose.mongo.Document;

export const REPLICA_SET_NAME = 'bulwark';
const POLL_MILLISECONDS = 10;

// Codes from MongoDB's error_codes.yml.
const ALREADY_INITIALIZED = 23;
const NOT_YET_INITIALIZED = 94;
const CONFIGURATION_IN_PROGRESS = 109;

/** A client for one member itself, whatever it says about its set: it may not be in one yet. */
export function directClient(port: number): MongoClient {
  return new mongoose.mongo.MongoClient(`mongodb://${LOOPBACK}:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: 2_000,
    maxPoolSize: 1,
  });
}

/** The process id of the server that answers, which tells our own from another one on the same port. */
export async function serverProcessId(client: MongoClient): Promise<number> {
  // `locks: 0` and the like leave out what is slow to collect; only the head of the answer is of use.
  const sections = { repl: 0, metrics: 0, locks: 0, wiredTiger: 0, tcmalloc: 0, transactions: 0 };
  const status = await client.db('admin').command({ serverStatus: 1, ...sections });
  return Number(status.pid);
}

/**
 * Makes the server behind `client` the writable primary of its replica set of one: initiates the set on the
 * first start, and tells it its new address when the folder was last served on another port.
 *
 * @param ended says whether the server has ended meanwhile, which ends the wait too
 * @param deadline in milliseconds of `performance.now()`
 * @throws Error when it is not writable by the deadline
 */
export async function becomePrimary(
  client: MongoClient,
  port: number,
  ended: () => boolean,
  deadline: number,
): Promise<void> {
  const admin = client.db('admin');
  while (!ended()) {
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary === true) return;
    if (performance.now() > deadline) {
      throw new Error(`The database on port ${port} did not become writable in time.`);
    }
    if (hello.secondary !== true) await putInOrder(admin, `${LOOPBACK}:${port}`);
    await delay(POLL_MILLISECONDS);
  }
  throw new Error(`The database on port ${port} ended while it was starting.`);
}

/**
 * One step towards a set whose only member has this address; safe to repeat while the server is still
 * loading.
 */
async function putInOrder(admin: mongoose.mongo.Db, address: string): Promise<void> {
  const config = await storedConfig(admin);
  if (config === undefined) {
    const members = [{ _id: 0, host: address }];
    // A set from an earlier start whose configuration is still being loaded answers ALREADY_INITIALIZED.
    await admin
      .command({ replSetInitiate: { _id: REPLICA_SET_NAME, members } })
      .catch(ignoring(ALREADY_INITIALIZED, CONFIGURATION_IN_PROGRESS));
    return;
  }
  const [member] = config.members as Document[];
  if (member === undefined || member.host === address) return;
  // Forced, because a member that does not find its own address in the set can never be elected in it.
  const { term: _term, ...rest } = config;
  const next = { ...rest, version: Number(config.version) + 1, members: [{ ...member, host: address }] };
  await admin
    .command({ replSetReconfig: next, force: true })
    .catch(ignoring(NOT_YET_INITIALIZED, CONFIGURATION_IN_PROGRESS));
}

async function storedConfig(admin: mongoose.mongo.Db): Promise<Document | undefined> {
  const answer = await admin.command({ replSetGetConfig: 1 }).catch(ignoring(NOT_YET_INITIALIZED));
  return answer?.config as Document | undefined;
}

function ignoring(...codes: number[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes((error as { code?: number }).code ?? 0)) return undefined;
    throw error;
  };
}
