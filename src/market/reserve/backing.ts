/** What stands behind a pool besides its capital, and how much of it counts. */
import { backing } from '../../domain/pool/resources.ts';
import type { OfferBooks } from '../../domain/pricing/poolOffer.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { eventCapOf } from '../../domain/waterfall/rules.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import { balanceId, reserveOf } from '../ledger/accounts.ts';
import type { Parameters } from '../parameters.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import { reserveNeeds } from './flows.ts';
import { reserveIdOf } from './reserveId.ts';

/** What `backingOf` looks at. */
export interface BackingBooks {
  /** In force: they say which part of a layer one loss event may take. */
  readonly parameters: Pick<Parameters, 'waterfall'>;
  must(collection: 'reserves', id: string): Pick<ReserveDocument, 'backed'>;
  balance(account: string, assetId: string): Amount;
}

/** Where reserves and their money are read. */
export interface ReserveBooks extends BackingBooks {
  must(collection: 'reserves', id: string): ReserveDocument;
}

/** The same of documents and amounts by their ids. */
export function reserveBooks(
  reserves: readonly ReserveDocument[],
  amounts: ReadonlyMap<string, Amount>,
  parameters: ReserveBooks['parameters'],
): ReserveBooks {
  const byId = new Map(reserves.map((reserve) => [reserve._id, reserve]));
  return {
    parameters,
    must(_collection, id) {
      const reserve = byId.get(id);
      if (reserve === undefined) throw new Error(`${id} is missing`);
      return reserve;
    },
    balance: (account, assetId) => amounts.get(balanceId(account, assetId)) ?? 0n,
  };
}

/** The reserves that stand behind a pool: its own fund, and what the pools of its asset share. */
export const reserveIdsBehind = (poolId: string, assetId: string): string[] => [
  reserveIdOf('POOL_FUND', poolId),
  reserveIdOf('PLATFORM_SLICE', assetId),
  reserveIdOf('SHARED_FUND', assetId),
];

/** What `backingOf` reads, and what premium that is earned writes. */
export const backingNeeds = (poolId: string, assetId: string): Need[] => [
  ...reserveIdsBehind(poolId, assetId).flatMap((reserveId) => reserveNeeds(reserveId, assetId)),
  need('balances', balanceId(reserveOf(reserveIdOf('VAULT', assetId)), assetId)),
];

/** What pools of an asset share. */
export const SHARED_KINDS = ['PLATFORM_SLICE', 'SHARED_FUND', 'VAULT'] as const;

type SharedKind = (typeof SHARED_KINDS)[number];
type Layers = OfferBooks['backing'];

/**
 * What counts for a pool: its own fund, and of what pools share its part by requirement, as of the last hour,
 * within what one loss event may take. Nothing is counted for two pools.
 */
export const backingOf = (
  books: BackingBooks,
  pool: PoolDocument,
  counted: readonly SharedKind[] = SHARED_KINDS,
): Amount => backing(layersOf(books, pool, counted));

function layersOf(books: BackingBooks, pool: PoolDocument, counted: readonly SharedKind[]): Layers {
  const { _id: poolId, assetId, fundClass, countedRequirement } = pool;
  const held = (reserveId: string) => books.balance(reserveOf(reserveId), assetId);
  const backedRequirement = books.must('reserves', reserveIdOf('SHARED_FUND', assetId)).backed;
  const { waterfall } = books.parameters;
  return {
    ownFund: held(reserveIdOf('POOL_FUND', poolId)),
    shared: counted.map((layer) => ({
      layer,
      balance: held(reserveIdOf(layer, assetId)),
      capWad: eventCapOf(waterfall, layer, fundClass),
      ownRequirement: countedRequirement,
      backedRequirement,
    })),
  };
}

/** What counts for a sale: a vault that many are about to leave backs what was sold, and nothing new. */
export function saleLayersOf(draft: BackingBooks & Pick<Draft, 'get'>, pool: PoolDocument): Layers {
  const vault = draft.get('vaults', vaultIdOf(pool.assetId));
  if (vault === null || vault.status === 'OPEN') return layersOf(draft, pool, SHARED_KINDS);
  return layersOf(
    draft,
    pool,
    SHARED_KINDS.filter((kind) => kind !== 'VAULT'),
  );
}

/** The same as one amount. */
export const saleBackingOf = (draft: BackingBooks & Pick<Draft, 'get'>, pool: PoolDocument): Amount =>
  backing(saleLayersOf(draft, pool));
