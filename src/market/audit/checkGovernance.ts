/**
 * What governs, against the journal: every value in force is what the last change of it said, and every
 * proposal is what was proposed, approved and signed.
 */
import { canonical } from '../../domain/shared/canonical.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { GovernanceDocument, ProposalDocument } from '../../store/documents/governance.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';
import { contentHashOf, signerOf } from '../governance/approval.ts';
import { LAYER_ORDER } from '../governance/changes/setLayerOrder.ts';
import type { Findings } from './findings.ts';

/** What the journal says of parameters and proposals. */
export interface GovernanceTally {
  add(document: JournalDocument): void;
  /** Compares; returns how many proposals there are. */
  compare(view: Database, findings: Findings): Promise<number>;
}

interface Told {
  contentHash: string;
  status: ProposalDocument['status'];
  approvers: string[];
}

const ENDS: Readonly<Record<string, ProposalDocument['status']>> = {
  'proposal.executed': 'EXECUTED',
  'proposal.cancelled': 'CANCELLED',
};

/** Collects from the journal as it is walked. */
export function tallyGovernance(): GovernanceTally {
  const values = new Map<string, string>();
  const proposals = new Map<string, Told>();
  let version = 1;

  function tell({ type, node, changes }: JournalDocument['events'][number]): void {
    if (type === 'parameter.changed') {
      values.set(String(changes.name), String(changes.after));
      version = Number(changes.version);
    }
    if (type === 'proposal.created')
      proposals.set(node, { contentHash: String(changes.contentHash), status: 'OPEN', approvers: [] });
    const told = proposals.get(node);
    if (told === undefined) return;
    if (type === 'proposal.approved') told.approvers.push(String(changes.by));
    told.status = ENDS[type] ?? told.status;
  }

  return {
    add: ({ events }) => events.forEach(tell),
    async compare(view, findings) {
      let isThere = false;
      for await (const row of readRows(view, 'governance', { sort: { _id: 1 } })) {
        isThere = true;
        findings.look<GovernanceDocument>('governance', row, (document) => {
          findings.compare('governance', row.id, 'parameterVersion', version, document.parameterVersion);
          const { [LAYER_ORDER]: order, ...told } = Object.fromEntries(values);
          const found = document.layerOrder?.join(' ');
          findings.compare('governance', row.id, LAYER_ORDER, order, found);
          const names = new Set([...Object.keys(told), ...Object.keys(document.values)]);
          for (const name of names) {
            const found = document.values[name];
            const text = found === undefined ? undefined : String(found);
            findings.compare('governance', row.id, `values.${name}`, values.get(name), text);
          }
        });
      }
      if (!isThere && values.size > 0)
        findings.note('governance', 'governance', '_id', 'a document', 'no document');
      return compareProposals(view, findings, proposals);
    },
  };
}

async function compareProposals(
  view: Database,
  findings: Findings,
  proposals: Map<string, Told>,
): Promise<number> {
  let count = 0;
  const signed: ProposalDocument[] = [];
  for await (const row of readRows(view, 'proposals', { sort: { _id: 1 } })) {
    count += 1;
    const told = proposals.get(row.id);
    proposals.delete(row.id);
    findings.look<ProposalDocument>('proposals', row, (proposal) => {
      findings.compare('proposals', row.id, 'contentHash', told?.contentHash, contentHashOf(proposal));
      findings.compare('proposals', row.id, 'status', told?.status, proposal.status);
      const approvers = canonical(proposal.approvals.map(({ address }) => address));
      findings.compare('proposals', row.id, 'approvals', canonical(told?.approvers ?? []), approvers);
      signed.push(proposal);
    });
  }
  for (const id of proposals.keys()) findings.note('proposals', id, '_id', 'a document', 'no document');
  for (const proposal of signed) {
    for (const [index, { address, signature }] of proposal.approvals.entries()) {
      const signer = await signerOf(proposal, signature);
      findings.compare('proposals', proposal._id, `approvals.${index}.signature`, address, signer);
    }
  }
  return count;
}
