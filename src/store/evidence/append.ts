/** Appends records under their natural keys: one that is there already stays as it is. */
import mongoose from 'mongoose';
import { OBSERVATIONS_MAX } from '../../domain/shared/limits.ts';
import { type Database, stored } from '../database.ts';

const DUPLICATE_KEY = 11_000;

/** Writes records in bulks, whatever their order, and returns how many were new. */
export async function appendOnce(
  database: Database,
  collection: string,
  documents: readonly object[],
): Promise<number> {
  let appended = 0;
  for (let start = 0; start < documents.length; start += OBSERVATIONS_MAX) {
    const records = documents.slice(start, start + OBSERVATIONS_MAX).map(stored);
    appended += await database
      .collection(collection)
      .insertMany(records, { ordered: false })
      .then(({ insertedCount }) => insertedCount, countWithoutDuplicates);
  }
  return appended;
}

function countWithoutDuplicates(error: unknown): number {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return error.insertedCount;
}
