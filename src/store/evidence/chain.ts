/** The chain of a feed's closings, walked back from its end, and read forward with what each one covers. */
import type { EvidenceClosing } from '../../domain/evidence/bundle.ts';
import type { Checkpoint } from '../../domain/evidence/closing.ts';
import { EVIDENCE_CLOSINGS_TOGETHER, EVIDENCE_RECORDS_TOGETHER_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import type { ClosingDocument } from './documents.ts';
import { loadRecords } from './observations.ts';
import { EvidenceMissing } from './snapshots.ts';

/** One closing of a chain, without what it says. */
export interface ChainLink {
  _id: string;
  previous: string;
  after: UnixSeconds | null;
  throughSlot: UnixSeconds;
  registration: string;
  checkpoint: Checkpoint | null;
  /** Records that it covers. */
  covered: number;
}

/**
 * The links from the newest one that `isStart` accepts to the closing of a hash, oldest first; null where
 * the chain ends before. Closings that were prepared and never committed are passed over.
 */
export async function loadChain(
  database: Database,
  feedId: string,
  hash: string,
  isStart: (link: ChainLink) => boolean,
): Promise<ChainLink[] | null> {
  const rows = database
    .collection('closings')
    .find({ feedId })
    .sort({ throughSlot: -1 })
    .project({
      ...{ previous: 1, after: 1, throughSlot: 1, registration: 1, checkpoint: 1 },
      covered: { $size: '$observations' },
    });
  const links: ChainLink[] = [];
  let next = hash;
  for await (const row of rows) {
    if (row._id !== next) continue;
    const link = decodeDocument<ChainLink>(row);
    links.push(link);
    if (isStart(link)) return links.reverse();
    next = link.previous;
  }
  return null;
}

/** The closings of links with the records that they cover, in order. Throws when a record is missing. */
export async function* readClosings(
  database: Database,
  feedId: string,
  links: readonly ChainLink[],
): AsyncGenerator<EvidenceClosing> {
  for (const group of groups(links)) {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return;
    const found = await database
      .collection('closings')
      .find({ _id: { $in: group.map(({ _id }) => _id) } })
      .toArray();
    const closings = new Map(found.map((row) => [row._id, decodeDocument<ClosingDocument>(row)]));
    const span = { feedId, after: first.after, through: last.throughSlot };
    const records = await loadRecords(database, span);
    for (const { _id } of group) {
      const closing = closings.get(_id);
      if (closing === undefined) throw new EvidenceMissing(`the closing ${_id} is missing`);
      const hashes = new Set(closing.observations);
      const covered = records.filter(({ hash }) => hashes.has(hash)).map(({ record }) => record);
      if (covered.length !== hashes.size)
        throw new EvidenceMissing(`a record of the closing ${_id} is missing`);
      yield evidenceOf(closing, covered);
    }
  }
}

/** So many links at once that what they cover is read in one go, and fits. */
function* groups(links: readonly ChainLink[]): Generator<ChainLink[]> {
  let group: ChainLink[] = [];
  let covered = 0;
  for (const link of links) {
    const isFull =
      group.length >= EVIDENCE_CLOSINGS_TOGETHER || covered + link.covered > EVIDENCE_RECORDS_TOGETHER_MAX;
    if (isFull && group.length > 0) {
      yield group;
      [group, covered] = [[], 0];
    }
    group.push(link);
    covered += link.covered;
  }
  if (group.length > 0) yield group;
}

function evidenceOf(
  { _id: hash, previous, throughSlot, ...closing }: ClosingDocument,
  observations: EvidenceClosing['observations'],
): EvidenceClosing {
  const { readings, missed, verdicts, terms, registration, foldState, checkpoint } = closing;
  const said = { readings, missed, verdicts, terms, registration, foldState, checkpoint };
  return { hash, previous, throughSlot, ...said, observations };
}
