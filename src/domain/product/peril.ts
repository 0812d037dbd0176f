/** What a product insures against. */

/** A price that leaves its peg, a contract that loses what it holds, an asset whose backing is gone. */
export type FeedPeril = 'DEPEG' | 'CONTRACT_FAILURE' | 'ASSET_LOSS';

/** Or several of these, of several subjects, within a short time. */
export type Peril = FeedPeril | 'BASKET';
