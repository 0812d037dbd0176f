/** The explicit list of mutations. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { advanceClock } from './advanceClock.ts';
import { approveProposal } from './approveProposal.ts';
import { buyPolicies } from './buyPolicies.ts';
import { cancelCommitment } from './cancelCommitment.ts';
import { cancelOrder } from './cancelOrder.ts';
import { cancelPolicy } from './cancelPolicy.ts';
import { cancelProposal } from './cancelProposal.ts';
import { cancelWithdrawal } from './cancelWithdrawal.ts';
import { challengeIncident } from './challengeIncident.ts';
import { contributeToReserve } from './contributeToReserve.ts';
import { createApiKey } from './createApiKey.ts';
import { createCommitment } from './createCommitment.ts';
import { createPool } from './createPool.ts';
import { createProduct } from './createProduct.ts';
import { createSignInMessage } from './createSignInMessage.ts';
import { createTestFunds } from './createTestFunds.ts';
import { createVault } from './createVault.ts';
import { createWebhook } from './createWebhook.ts';
import { creditAccount } from './creditAccount.ts';
import { debitAccount } from './debitAccount.ts';
import { declareFork } from './declareFork.ts';
import { delayIncident } from './delayIncident.ts';
import { depositCapital } from './depositCapital.ts';
import { editDistributor } from './editDistributor.ts';
import { editFeed } from './editFeed.ts';
import { editPolicy } from './editPolicy.ts';
import { editProduct } from './editProduct.ts';
import { editVenue } from './editVenue.ts';
import { editWebhook } from './editWebhook.ts';
import { executeProposal } from './executeProposal.ts';
import { fillOrder } from './fillOrder.ts';
import { pause } from './pause.ts';
import { placeOrder } from './placeOrder.ts';
import { propose } from './propose.ts';
import { raiseAlert } from './raiseAlert.ts';
import { redeliverEvents } from './redeliverEvents.ts';
import { refreshSession } from './refreshSession.ts';
import { registerAsset } from './registerAsset.ts';
import { registerDistributor } from './registerDistributor.ts';
import { registerFeed } from './registerFeed.ts';
import { registerVenue } from './registerVenue.ts';
import { requestWithdrawal } from './requestWithdrawal.ts';
import { revokeApiKey } from './revokeApiKey.ts';
import { revokeSession } from './revokeSession.ts';
import { revokeWebhook } from './revokeWebhook.ts';
import { signIn } from './signIn.ts';
import { submitLiquidations } from './submitLiquidations.ts';
import { submitMarketState } from './submitMarketState.ts';
import { submitObservations } from './submitObservations.ts';
import { takeAuction } from './takeAuction.ts';
import { transferPolicy } from './transferPolicy.ts';
import { transferPosition } from './transferPosition.ts';

/** Those of every service. */
export const mutations: MutationResolvers = {
  buyPolicies,
  cancelPolicy,
  transferPolicy,
  cancelWithdrawal,
  placeOrder,
  fillOrder,
  takeAuction,
  cancelOrder,
  transferPosition,
  challengeIncident,
  contributeToReserve,
  createCommitment,
  cancelCommitment,
  createApiKey,
  createPool,
  createProduct,
  createVault,
  createSignInMessage,
  creditAccount,
  debitAccount,
  declareFork,
  delayIncident,
  pause,
  raiseAlert,
  depositCapital,
  editDistributor,
  editFeed,
  editPolicy,
  editProduct,
  refreshSession,
  registerAsset,
  registerDistributor,
  registerFeed,
  requestWithdrawal,
  revokeApiKey,
  revokeSession,
  signIn,
  submitObservations,
  registerVenue,
  editVenue,
  submitMarketState,
  submitLiquidations,
  propose,
  approveProposal,
  executeProposal,
  cancelProposal,
  createWebhook,
  editWebhook,
  revokeWebhook,
  redeliverEvents,
};

/** Those of a sandbox only. */
export const sandboxMutations: MutationResolvers = { advanceClock, createTestFunds };
