/** Names of the cells, as the table shows them. */
export const NAMES = {
  quoted: 'a quote on loaded books, 20 pools',
  bare: 'the pricing functions alone, the same 20 offers',
  flat: '50 policies through GraphQL',
  plain: '50 policies, plain route, lean documents',
  nested: '50 policies with their product and its pools',
  few: 'purchases beside 1,000 policies',
  many: 'purchases beside all that are stored',
} as const;
