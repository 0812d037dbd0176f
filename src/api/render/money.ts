/** Small makers of the value models. */
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { MoneyModel, PriceModel, RateModel } from './models.ts';

export const money = (amount: Amount, assetId: string): MoneyModel => ({ amount, assetId });
export const rate = (wad: Wad): RateModel => ({ wad });
export const price = (wad: Wad): PriceModel => ({ wad });
export const priceOrNull = (wad: Wad | null): PriceModel | null => (wad === null ? null : { wad });
export const rateOrNull = (wad: Wad | null): RateModel | null => (wad === null ? null : { wad });
