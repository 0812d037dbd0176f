/**
 * Commitments: what was signed is what is kept, no more is called or taken than was promised, what was used
 * is what the journal says, and the reserve between holds exactly what open calls have paid in.
 */
import { calledOf, overdueOf, paidInOf } from '../../domain/commitment/calls.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';
import { loadByIds } from '../../store/load.ts';
import { accountIdOf } from '../account/registerAccount.ts';
import { commitmentIdOf, signerOf } from '../commitment/promise.ts';
import { balanceId, reserveOf } from '../ledger/accounts.ts';
import type { Findings } from './findings.ts';

/** What the journal says of commitments. */
export interface CommitmentsTally {
  add(document: Pick<JournalDocument, 'events'>): void;
  /** Compares; returns how many there are. */
  compare(view: Database, findings: Findings): Promise<number>;
}

/** Collects from the journal as it is walked. */
export function tallyCommitments(): CommitmentsTally {
  const used = new Map<string, Amount>();
  return {
    add({ events }) {
      for (const { type, node, changes } of events) {
        if (type === 'commitment.offered') used.set(node, 0n);
        if (type === 'commitment.used')
          used.set(node, (used.get(node) ?? 0n) + BigInt(String(changes.amount)));
      }
    },
    async compare(view, findings) {
      const paidIn = new Map<string, Amount>();
      const { size } = used;
      for await (const row of readRows(view, 'commitments', { sort: { _id: 1 } })) {
        const told = used.get(row.id);
        used.delete(row.id);
        const signed: CommitmentDocument[] = [];
        findings.look('commitments', row, (commitment) => {
          checkCap(findings, commitment);
          findings.compare('commitments', row.id, 'used', told, commitment.used);
          const { assetId } = commitment;
          paidIn.set(assetId, (paidIn.get(assetId) ?? 0n) + paidInOf(commitment));
          signed.push(commitment);
        });
        for (const commitment of signed) await checkSignature(findings, commitment);
      }
      for (const id of used.keys()) findings.note('commitments', id, '_id', 'a document', 'no document');
      await checkReserve(view, findings, paidIn);
      return size;
    },
  };
}

function checkCap(findings: Findings, commitment: CommitmentDocument): void {
  const { _id, amount, used, calls, status } = commitment;
  const taken = used + calledOf(commitment);
  if (taken > amount) findings.note('commitments', _id, 'amount', `${taken} or more`, amount);
  const open = overdueOf(commitment) > 0n ? 'DEFAULTED' : 'ACTIVE';
  if (calls.length > 0 || status === 'DEFAULTED')
    findings.compare('commitments', _id, 'status', open, status);
  for (const { incidentId, amount: called, paidIn } of calls) {
    if (paidIn > called)
      findings.note('commitments', _id, `calls.${incidentId}.paidIn`, `${called} or less`, paidIn);
  }
}

async function checkSignature(findings: Findings, commitment: CommitmentDocument): Promise<void> {
  const { _id, address, accountId, signature, endsAt, expiresAt } = commitment;
  const signer = await signerOf(commitment, signature);
  findings.compare('commitments', _id, 'signature', address.toLowerCase(), signer?.toLowerCase());
  findings.compare('commitments', _id, '_id', commitmentIdOf(commitment, address), _id);
  findings.compare('commitments', _id, 'accountId', accountIdOf(address), accountId);
  if (endsAt > expiresAt) findings.note('commitments', _id, 'endsAt', `${expiresAt} or before`, endsAt);
}

async function checkReserve(
  view: Database,
  findings: Findings,
  paidIn: ReadonlyMap<string, Amount>,
): Promise<void> {
  for await (const row of readRows(view, 'reserves', { filter: { kind: 'COMMITMENTS' }, sort: { _id: 1 } })) {
    if (row.document === null) continue;
    const { assetId } = row.document;
    const [balance] = await loadByIds(view, 'balances', [balanceId(reserveOf(row.id), assetId)]);
    findings.compare('reserves', row.id, 'paidIn', paidIn.get(assetId) ?? 0n, balance?.amount ?? 0n);
  }
}
