/** Rates as the simulation counts with them. */
import { WAD, type Wad } from '../domain/shared/units.ts';

/** A rate in WAD as a plain number. */
export const fraction = (wad: Wad): number => Number(wad) / Number(WAD);
