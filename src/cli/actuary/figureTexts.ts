/** Figures as reports and pictures write them. */

/** Whole units of money, or a count. Example: 1234567.8 is `1,234,568`. */
export const amount = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Example: 0.045 is `4.50 %`. */
export const percent = (part: number, digits = 2): string => `${(part * 100).toFixed(digits)} %`;

/** To two digits, without zeros at the end. Example: 0.045 is `4.5 %`. */
export const shortPercent = (part: number): string => `${Number((part * 100).toFixed(2))} %`;
