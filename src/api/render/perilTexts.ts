/** What each peril leaves out, in words that a buyer reads before the price. */
import type { Peril } from '../../domain/product/peril.ts';

interface PerilText {
  exclusions: string[];
  basisRisk: string;
}

const ALWAYS = 'A breach that began before cover began, in the waiting period or before the purchase.';

export const PERIL_TEXTS: Record<Peril, PerilText> = {
  DEPEG: {
    exclusions: [
      ALWAYS,
      'A price on one exchange only, while the feed as a whole stays above the strike.',
      'A fall that recovers before it has lasted for the holding time.',
    ],
    basisRisk:
      'The payout follows the feed, not your own trades: you may lose less or more than it pays, for example when you ' +
      'sell at a price that the feed never shows, or hold through a fall that recovers.',
  },
  CONTRACT_FAILURE: {
    exclusions: [
      ALWAYS,
      'Theft of a private key, unless one of the published loss conditions fires.',
      'A pause, an upgrade or an alert by itself.',
    ],
    basisRisk:
      'The payout follows the published loss conditions of the contract: a loss of your own that leaves the contract ' +
      'whole, for example by phishing, is not paid.',
  },
  ASSET_LOSS: {
    exclusions: [ALWAYS, 'A delay of withdrawals while the proven reserve is whole.'],
    basisRisk:
      'The payout follows the reserve that is proven, not your own balance: a custodian may refuse you alone, or your ' +
      'share of a shortfall may be other than the payout.',
  },
  BASKET: {
    exclusions: [
      ALWAYS,
      'Incidents of fewer subjects than it counts, or further apart than its window.',
      'An incident of a member that was confirmed before the basket was created.',
      'A loss that the rule of no member confirms.',
    ],
    basisRisk:
      'The payout follows the rules of its members, not what you hold: it pays all or nothing, and nothing when a ' +
      'single subject fails, however deep.',
  },
};
