/** The texts of evidence bundles, in pieces that a document can hold, named by the hash of the whole. */
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import { appendOnce } from './append.ts';
import type { BundlePieceDocument } from './documents.ts';

/** Keeps one piece. */
export async function appendBundlePiece(
  database: Database,
  sha256: string,
  index: number,
  text: string,
): Promise<void> {
  const piece: BundlePieceDocument = { _id: `${sha256}/${index}`, sha256, index, text };
  await appendOnce(database, 'bundles', [piece]);
}

/** The pieces of a bundle in their order; none where there is no such bundle. */
export async function* readBundle(database: Database, sha256: string): AsyncGenerator<string> {
  for (let index = 0; ; index += 1) {
    const found = await database.collection('bundles').findOne({ _id: `${sha256}/${index}` });
    if (found === null) return;
    yield decodeDocument<BundlePieceDocument>(found).text;
  }
}

/** All of it as one text, empty where there is no such bundle: of those that are small. */
export async function readBundleText(database: Database, sha256: string): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of readBundle(database, sha256)) pieces.push(piece);
  return pieces.join('');
}
