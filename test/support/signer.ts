/** The key that reports of tests are signed with. */
import { createSigner } from '../../src/market/solvency/signer.ts';

export const TEST_SIGNER = createSigner(`0x${'1'.repeat(64)}`);
