/** Commitments: what was signed is what is kept, and no more is taken or called than was promised. */
import { calledOf } from '../../domain/commitment/calls.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import { accountIdOf } from '../account/registerAccount.ts';
import { commitmentIdOf, signerOf } from '../commitment/promise.ts';
import type { Findings } from './findings.ts';

/** Checks every commitment. Returns how many there are. */
export async function checkCommitments(view: Database, findings: Findings): Promise<number> {
  let looked = 0;
  for await (const row of readRows(view, 'commitments', { sort: { _id: 1 } })) {
    looked += 1;
    const signed: CommitmentDocument[] = [];
    findings.look('commitments', row, (commitment) => {
      checkCap(findings, commitment);
      signed.push(commitment);
    });
    for (const commitment of signed) await checkSignature(findings, commitment);
  }
  return looked;
}

function checkCap(findings: Findings, commitment: CommitmentDocument): void {
  const { _id, amount, used, calls } = commitment;
  const taken = used + calledOf(commitment);
  if (taken > amount) findings.note('commitments', _id, 'amount', `${taken} or more`, amount);
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
