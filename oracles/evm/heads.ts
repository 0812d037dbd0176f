/** Where the chain stands, and whether two providers say the same of it. */
import { type CanonicalBlock, SourceError } from '../adapter.ts';
import { type BlockHead, type NodeClient, readBlock } from './client.ts';

/** The block that was read last: its hash is compared when reading goes on. Null: nothing has been read. */
export interface Place {
  readonly block: number;
  readonly hash: string | null;
}

interface Heads {
  /** The newest block that is final, for both providers where there are two. */
  readonly final: BlockHead;
  readonly latest: BlockHead;
  /** The block of the place as it is now; null where nothing has been read. */
  readonly known: BlockHead | null;
}

/** The providers of a source, and what was declared of their chain. */
interface Providers {
  readonly client: NodeClient;
  readonly witness: NodeClient | null;
  readonly chainId: number;
  readonly canonical: CanonicalBlock | null;
}

/**
 * The heads of the chain. Throws SourceError CHAIN_SPLIT when the block of `start`, which was final, is
 * another one now, and when the two providers name different final blocks at one height. After a declaration
 * the client has to hold the block that counts, else OTHER_BRANCH; a witness that does not hold it is not
 * asked any more.
 */
export async function readHeads(providers: Providers, start: Place): Promise<Heads> {
  const { client, witness, chainId } = providers;
  const [final, latest, known, witnessed] = await Promise.all([
    readBlock(client, 'finalized'),
    readBlock(client, 'latest'),
    start.hash === null ? null : readBlock(client, start.block),
    witness && readBlock(witness, 'finalized'),
  ]);
  await checkBranch(providers, final);
  if (known !== null && start.hash !== null && known.hash !== start.hash) {
    const problem = `Final block ${start.block} was ${start.hash} and is ${known.hash}.`;
    const hashes = [start.hash, known.hash] as const;
    throw new SourceError('CHAIN_SPLIT', problem, { chainId, block: start.block, hashes });
  }
  if (witness === null || witnessed === null) return { final, latest, known };
  return { final: await commonHead(providers, witness, final, witnessed), latest, known };
}

/** The client holds the block that was declared to count. Throws SourceError OTHER_BRANCH. */
async function checkBranch({ client, canonical }: Providers, final: BlockHead): Promise<void> {
  if (canonical === null) return;
  const { block, hash } = canonical;
  if (final.number < block) {
    throw new SourceError('OTHER_BRANCH', `Block ${block}, of which ${hash} counts, is not final there yet.`);
  }
  const own = await readBlock(client, block);
  if (own.hash === hash) return;
  throw new SourceError('OTHER_BRANCH', `Final block ${block} is ${own.hash} there; ${hash} counts.`);
}

/** The newest block that both call final; the client's own where the witness is on the branch that lost. */
async function commonHead(
  { client, chainId, canonical }: Providers,
  witness: NodeClient,
  final: BlockHead,
  witnessed: BlockHead,
): Promise<BlockHead> {
  const height = Math.min(final.number, witnessed.number);
  const [own, other] = await Promise.all([
    height === final.number ? final : readBlock(client, height),
    height === witnessed.number ? witnessed : readBlock(witness, height),
  ]);
  if (own.hash === other.hash) return own;
  if (canonical !== null) {
    // The client holds the canonical block, so whoever differs below it does not.
    const isLost =
      height <= canonical.block || (await readBlock(witness, canonical.block)).hash !== canonical.hash;
    if (isLost) return final;
  }
  throw new SourceError(
    'CHAIN_SPLIT',
    `Two providers disagree about final block ${height}: ${own.hash} and ${other.hash}.`,
    { chainId, block: height, hashes: [own.hash, other.hash] },
  );
}

/** The newest block whose time is not after `until`, but not before `first`. `final` is after `until`. */
export async function lastBlockUntil(
  client: NodeClient,
  until: number,
  first: number,
  final: BlockHead,
): Promise<BlockHead> {
  let low = first;
  let high = final.number;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    const { timestamp } = await readBlock(client, middle);
    if (timestamp <= until) low = middle;
    else high = middle;
  }
  return readBlock(client, low);
}

/** Both providers are on the right chain. Throws SourceError CONFIG. */
export async function checkChain(
  client: NodeClient,
  witness: NodeClient | null,
  chainId: number,
): Promise<void> {
  const [own, other] = await Promise.all([client.getChainId(), witness?.getChainId() ?? chainId]);
  for (const [name, found] of [
    ['node', own],
    ['witness', other],
  ] as const) {
    if (found === chainId) continue;
    throw new SourceError('CONFIG', `The ${name} is on chain ${found}, the feed on chain ${chainId}.`);
  }
}
