/** The id of the incident that a product's confirmation opens: one confirmation, one incident. */
export const incidentIdOf = (productId: string, confirmedAt: number): string =>
  `inc_${productId.slice('prd_'.length)}_${confirmedAt}`;
