/** What a product insures against. */

/** A price that leaves its peg, a contract that loses what it holds, an asset whose backing is gone. */
export type Peril = 'DEPEG' | 'CONTRACT_FAILURE' | 'ASSET_LOSS';
