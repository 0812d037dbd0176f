/** What a premium is made of, as money. */
import type { PremiumBreakdown } from '../../domain/pricing/premium.ts';
import { money } from './money.ts';

/** Every part in the asset of the premium. */
export const renderBreakdown = (breakdown: PremiumBreakdown, assetId: string) => ({
  expectedLoss: money(breakdown.expectedLoss, assetId),
  margin: money(breakdown.margin, assetId),
  capitalCost: money(breakdown.capitalCost, assetId),
  expenses: money(breakdown.expenses, assetId),
  utilisation: money(breakdown.utilisation, assetId),
  commission: money(breakdown.commission, assetId),
});
