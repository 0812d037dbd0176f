import type { Pace, Say } from '../options.ts';
import type { Report } from '../shared/report.ts';
export async function benchSettle(_pace: Pace, _say: Say): Promise<Report> {
  throw new Error('x');
}
