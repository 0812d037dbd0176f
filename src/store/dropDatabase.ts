/** Removes a whole database: only the demo does, before it tells its story on a new ledger. */
import mongoose from 'mongoose';

/** Drops the database that a URI names, with everything in it. */
export async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  try {
    await connection.dropDatabase();
  } finally {
    await connection.close();
  }
}
