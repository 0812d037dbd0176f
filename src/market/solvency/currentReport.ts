/** The report as it is now, signed: made once for all who ask together, and only as often as it is cheap. */
import { SOLVENCY_REST_FACTOR } from '../../domain/shared/limits.ts';
import { headOfReport, type SignedReport, SOLVENCY_FORMAT } from '../../domain/solvency/sealed.ts';
import type { Database } from '../../store/database.ts';
import { newestJournal } from '../../store/queries/journalPages.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Histories } from './playStress.ts';
import type { Signer } from './signer.ts';
import { solvencyReport } from './solvencyReport.ts';

interface ReportDependencies {
  database: Database;
  signer: Signer;
  histories(): Promise<Histories>;
}

/** A report that was made, when, and how long it took. */
interface Made {
  signed: SignedReport;
  at: number;
  tookMs: number;
}

/** Signs a report without trees. */
async function sign(
  report: SignedReport['report'],
  { sign: signHead, address }: Signer,
): Promise<SignedReport> {
  const head = headOfReport(report, [], sha256);
  return { format: SOLVENCY_FORMAT, head, report, signer: address, signature: await signHead(head) };
}

/**
 * Gives the newest report. Nothing happened since the last: the same. It is younger than some times what it
 * took to make: the same too, so that whoever asks without end takes a small part of the machine. A little
 * older: the same, and the next is made meanwhile. Each says which command it is as of.
 */
export function createCurrentReport({ database, signer, histories }: ReportDependencies) {
  let last: Made | null = null;
  let making: Promise<Made> | null = null;

  async function make(): Promise<Made> {
    const begun = performance.now();
    const played = await histories();
    const report = await withSnapshot(database, (view) => solvencyReport(view, played));
    const signed = await sign(report, signer);
    last = { signed, at: performance.now(), tookMs: performance.now() - begun };
    return last;
  }

  function next(): Promise<Made> {
    making ??= make().finally(() => {
      making = null;
    });
    return making;
  }

  return async (): Promise<SignedReport> => {
    if (last === null) return (await next()).signed;
    const known = last;
    const restMs = known.tookMs * SOLVENCY_REST_FACTOR;
    const ageMs = performance.now() - known.at;
    if (ageMs < restMs) return known.signed;
    if ((await newestJournal(database)).sequence === known.signed.head.sequence) return known.signed;
    if (ageMs >= 2 * restMs) return (await next()).signed;
    // Who asked for it hears of a fault with the report after this one.
    next().catch(() => undefined);
    return known.signed;
  };
}
