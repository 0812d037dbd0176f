/** The accounts of the local chain. */

/** Public by design: the phrase that every local node is started with. Nothing of value belongs to it. */
export const LOCAL_MNEMONIC = 'test test test test test test test test test test test junk';

/** Accounts of the phrase that the local node knows and pays for: one owner, the rest oracles. */
export const LOCAL_ACCOUNTS = 10;
