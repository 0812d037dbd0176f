import type { Connection } from 'mongoose';

/**
 * Refuses a standalone server: it has neither transactions nor change streams, and would fail at the first
 * command. A replica set of any size and a sharded cluster pass.
 *
 * @throws Error of one sentence that says what to do
 */
export async function assertReplicaSet(connection: Connection): Promise<void> {
  const hello = await connection.getClient().db('admin').command({ hello: 1 });
  if (typeof hello.setName === 'string' || hello.msg === 'isdbgrid') return;
  throw new Error(
    `The MongoDB server at ${connection.host}:${connection.port} is a standalone server, which has no ` +
      'transactions: start it with --replSet and run rs.initiate() on it once (a set of one is enough), ' +
      'or leave MONGODB_URI unset to use the embedded database.',
  );
}
