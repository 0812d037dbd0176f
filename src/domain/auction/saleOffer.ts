/**
 * What a sale of a reserve asset offers at a moment (docs/mechanics.md section 7): at a price that falls from
 * above a fresh one, or without one two-sided.
 */
import { minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, type UnixSeconds, WAD } from '../shared/units.ts';
import { type AuctionPhase, auctionPhase } from './phase.ts';
import { type Take, takeLot } from './take.ts';
import type { AuctionRound, AuctionTerms } from './terms.ts';
import { fillTwoSided, type TwoSidedOffer } from './twoSided.ts';

/** Smallest units of one whole: of what is sold, of what it is sold for; and the least that may be left. */
export interface SaleUnits {
  readonly lotUnit: Amount;
  readonly needUnit: Amount;
  readonly dust: Amount;
}

type Round =
  | ({ readonly kind: 'FALLING' } & AuctionRound)
  | ({ readonly kind: 'TWO_SIDED'; readonly startedAt: UnixSeconds } & TwoSidedOffer);

/** What one taker gets, and for a two-sided round what of it is still offered afterwards. */
export interface SaleTake extends Pick<Take, 'taken' | 'paid'> {
  readonly left: TwoSidedOffer | null;
}

export interface SaleOffer {
  /** Its price is that of one whole unit of the lot in whole units of the other asset. */
  readonly phase: AuctionPhase;
  /** What a taker gets who wants at most so much; null where nothing can be taken. */
  take(wanted: Amount): SaleTake | null;
}

/** The offer of a round. `lot` is what is left to sell in all, `need` what is still missing. */
export function saleOffer(
  terms: AuctionTerms,
  round: Round,
  standing: { readonly lot: Amount; readonly need: Amount },
  units: SaleUnits,
  at: UnixSeconds,
): SaleOffer {
  return round.kind === 'FALLING'
    ? falling(auctionPhase(terms, round, at), standing, units)
    : twoSided(round, standing, units, at);
}

function falling(
  phase: AuctionPhase,
  standing: { readonly lot: Amount; readonly need: Amount },
  units: SaleUnits,
): SaleOffer {
  return {
    phase,
    take(wanted) {
      if (phase.kind !== 'OPEN') return null;
      const take = takeLot(standing, wanted, { price: phase.price, ...units });
      return take === null ? null : { taken: take.taken, paid: take.paid, left: null };
    },
  };
}

/** Never more than is needed now is asked for: others may have brought a part of it meanwhile. */
function twoSided(
  { lot, ask, startedAt }: { readonly startedAt: UnixSeconds } & TwoSidedOffer,
  standing: { readonly lot: Amount; readonly need: Amount },
  { lotUnit, needUnit }: SaleUnits,
  at: UnixSeconds,
): SaleOffer {
  const offer = { lot: minimum(lot, standing.lot), ask };
  const elapsed = at - startedAt;
  const whole = ask === 0n ? null : fillTwoSided(offer, WAD, elapsed);
  if (whole === null) return { phase: { kind: 'RESET_DUE' }, take: () => null };
  if (whole.given === 0n) return { phase: { kind: 'PAUSED', until: at + 1 }, take: () => null };
  // Down: never more than the need is paid.
  const most = minimum(WAD, mulDivDown(standing.need, WAD, ask));
  return {
    // Up: against the taker.
    phase: { kind: 'OPEN', price: mulDivUp(whole.paid * lotUnit, WAD, whole.given * needUnit) },
    take(wanted) {
      // Down: a taker never gets more than was wanted.
      const part = minimum(most, wanted >= whole.given ? WAD : mulDivDown(wanted, WAD, whole.given));
      const fill = part === 0n ? null : fillTwoSided(offer, part, elapsed);
      if (fill === null || fill.given === 0n) return null;
      return { taken: fill.given, paid: fill.paid, left: fill.left };
    },
  };
}
