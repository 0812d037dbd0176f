/** The explicit list of commands. One that is not here does not exist. */
import { creditAccount } from './account/creditAccount.ts';
import { debitAccount } from './account/debitAccount.ts';
import { registerAccount } from './account/registerAccount.ts';
import { registerAsset } from './asset/registerAsset.ts';
import { resetAuction } from './auction/resetAuction.ts';
import { sellReserves } from './auction/sellReserves.ts';
import { takeAuction } from './auction/takeAuction.ts';
import type { Command } from './command.ts';
import { cancelCommitment } from './commitment/cancelCommitment.ts';
import { collectCommitments } from './commitment/collectCommitments.ts';
import { createCommitment } from './commitment/createCommitment.ts';
import { accrueCommission } from './distribution/accrueCommission.ts';
import { editDistributor } from './distribution/editDistributor.ts';
import { gradeDistributor } from './distribution/gradeDistributor.ts';
import { registerDistributor } from './distribution/registerDistributor.ts';
import { advanceFeed } from './feed/advanceFeed.ts';
import { declareFork } from './feed/declareFork.ts';
import { editFeed } from './feed/editFeed.ts';
import { registerFeed } from './feed/registerFeed.ts';
import { resumeFeed } from './feed/resumeFeed.ts';
import { suspendFeed } from './feed/suspendFeed.ts';
import { approveProposal } from './governance/approveProposal.ts';
import { cancelProposal } from './governance/cancelProposal.ts';
import { executeProposal } from './governance/executeProposal.ts';
import { openGovernance } from './governance/openGovernance.ts';
import { pause } from './governance/pause.ts';
import { propose } from './governance/propose.ts';
import { allocateIncident } from './incident/allocateIncident.ts';
import { assessIncident } from './incident/assessIncident.ts';
import { challengeIncident } from './incident/challengeIncident.ts';
import { closeIncident } from './incident/closeIncident.ts';
import { delayIncident } from './incident/delayIncident.ts';
import { holdIncident } from './incident/holdIncident.ts';
import { openIncident } from './incident/openIncident.ts';
import { payIncident } from './incident/payIncident.ts';
import { reevaluateIncident } from './incident/reevaluateIncident.ts';
import { releaseIncident } from './incident/releaseIncident.ts';
import { settleIncident } from './incident/settleIncident.ts';
import { cancelOrder } from './order/cancelOrder.ts';
import { closeOrder } from './order/closeOrder.ts';
import { fillLimitOrder } from './order/fillLimitOrder.ts';
import { fillOrder } from './order/fillOrder.ts';
import { placeOrder } from './order/placeOrder.ts';
import { settleTrades } from './order/settleTrades.ts';
import { transferPosition } from './order/transferPosition.ts';
import { buyPolicies } from './policy/buyPolicies.ts';
import { cancelPolicy } from './policy/cancelPolicy.ts';
import { editPolicy } from './policy/editPolicy.ts';
import { releasePolicies } from './policy/releasePolicies.ts';
import { renewPolicies } from './policy/renewPolicies.ts';
import { settleStepOuts } from './policy/settleStepOuts.ts';
import { transferPolicy } from './policy/transferPolicy.ts';
import { accruePool } from './pool/accruePool.ts';
import { cancelWithdrawal } from './pool/cancelWithdrawal.ts';
import { createPool } from './pool/createPool.ts';
import { depositCapital } from './pool/depositCapital.ts';
import { judgePool } from './pool/judgePool.ts';
import { payRunOff } from './pool/payRunOff.ts';
import { payWithdrawals } from './pool/payWithdrawals.ts';
import { requestWithdrawal } from './pool/requestWithdrawal.ts';
import { advanceBasket } from './product/advanceBasket.ts';
import { createProduct } from './product/createProduct.ts';
import { editProduct } from './product/editProduct.ts';
import { raiseAlert } from './product/raiseAlert.ts';
import { thawProduct } from './product/thawProduct.ts';
import { watchProduct } from './product/watchProduct.ts';
import { contributeToReserve } from './reserve/contributeToReserve.ts';
import { distributeExcess } from './reserve/distributeExcess.ts';
import { repayRecoveries } from './reserve/repayRecoveries.ts';
import { sizeReserves } from './reserve/sizeReserves.ts';
import { followScore } from './risk/followScore.ts';
import { sealSnapshot } from './solvency/sealSnapshot.ts';
import { accrueVault } from './vault/accrueVault.ts';
import { createVault } from './vault/createVault.ts';
import { payVaultWithdrawals } from './vault/payVaultWithdrawals.ts';
import { editVenue } from './venue/editVenue.ts';
import { gradeVenue } from './venue/gradeVenue.ts';
import { registerVenue } from './venue/registerVenue.ts';
import { repayClaims } from './venue/repayClaims.ts';
import { settleLiquidation } from './venue/settleLiquidation.ts';
import { submitLiquidations } from './venue/submitLiquidations.ts';
import { submitMarketState } from './venue/submitMarketState.ts';
import { createWebhook } from './webhook/createWebhook.ts';
import { disableWebhook } from './webhook/disableWebhook.ts';
import { editWebhook } from './webhook/editWebhook.ts';
import { redeliverEvents } from './webhook/redeliverEvents.ts';
import { revokeWebhook } from './webhook/revokeWebhook.ts';

// biome-ignore lint/suspicious/noExplicitAny: each command checks its own input with its own schema.
type AnyCommand = Command<any, any>;

const LIST: readonly AnyCommand[] = [
  registerAccount,
  registerAsset,
  creditAccount,
  debitAccount,
  createPool,
  registerFeed,
  editFeed,
  createProduct,
  editProduct,
  depositCapital,
  requestWithdrawal,
  cancelWithdrawal,
  payWithdrawals,
  accruePool,
  judgePool,
  payRunOff,
  takeAuction,
  resetAuction,
  sellReserves,
  contributeToReserve,
  createCommitment,
  cancelCommitment,
  collectCommitments,
  createVault,
  accrueVault,
  payVaultWithdrawals,
  sizeReserves,
  distributeExcess,
  repayClaims,
  repayRecoveries,
  registerDistributor,
  editDistributor,
  accrueCommission,
  registerVenue,
  editVenue,
  gradeVenue,
  gradeDistributor,
  submitMarketState,
  submitLiquidations,
  settleLiquidation,
  buyPolicies,
  editPolicy,
  renewPolicies,
  cancelPolicy,
  transferPolicy,
  settleStepOuts,
  placeOrder,
  fillOrder,
  cancelOrder,
  transferPosition,
  settleTrades,
  fillLimitOrder,
  closeOrder,
  advanceFeed,
  suspendFeed,
  resumeFeed,
  declareFork,
  advanceBasket,
  watchProduct,
  raiseAlert,
  thawProduct,
  openIncident,
  settleIncident,
  delayIncident,
  holdIncident,
  releaseIncident,
  challengeIncident,
  reevaluateIncident,
  assessIncident,
  allocateIncident,
  payIncident,
  closeIncident,
  releasePolicies,
  openGovernance,
  propose,
  pause,
  approveProposal,
  executeProposal,
  cancelProposal,
  followScore,
  sealSnapshot,
  createWebhook,
  editWebhook,
  revokeWebhook,
  redeliverEvents,
  disableWebhook,
];

/** Commands by name. */
export const COMMANDS: ReadonlyMap<string, AnyCommand> = new Map(
  LIST.map((command) => [command.name, command]),
);
