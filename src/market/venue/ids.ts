/** Ids of venues and their markets: they follow from what they name (docs/decisions/0011). */
import { sha256 } from '../../store/sha256.ts';
import type { Principal } from '../command.ts';

/** Lower case words with one `_` between them: never two, so that ids of two parts are never mistaken. */
const slug = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('_') || 'x';

/** A name stands for one venue of the owner, and for one of each account beside it. */
export function venueIdOf(name: string, { id, roles, system }: Principal): string {
  const isOwner = system || roles.includes('OWNER');
  return isOwner ? `ven_${slug(name)}` : `ven_${slug(name)}_${id.slice(-8)}`;
}

/** One symbol is one market of a venue. */
export const marketIdOf = (venueId: string, symbol: string): string =>
  `mkt_${venueId.slice('ven_'.length)}__${slug(symbol)}`;

/** The venue's own number of a liquidation, of whatever form. */
export const liquidationIdOf = (venueId: string, externalId: string): string =>
  `liq_${sha256(JSON.stringify([venueId, externalId])).slice(0, 32)}`;

/** A key is one venue's for ever. */
export const venueKeyIdOf = (key: string): string => `vky_${key.slice(2).toLowerCase()}`;
