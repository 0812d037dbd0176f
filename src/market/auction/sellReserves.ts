/**
 * Begins to sell what vaults in another asset hold, for what an incident that has been added up lacks once
 * all layers before have been asked. The watcher sends it before it allocates.
 */
import { z } from 'zod';
import { SALE_WAIT_SECONDS } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import { drawCap } from '../../domain/waterfall/drawCap.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import type { Command } from '../command.ts';
import { lossEventOf } from '../incident/lossEvent.ts';
import { lossSurroundings } from '../incident/lossPools.ts';
import { idInput } from '../inputs.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { accrueVault } from '../vault/accrue.ts';
import { otherVaultsOf } from '../vault/otherAssets.ts';
import { vaultAssets } from '../vault/vaultBooks.ts';
import { lackingBehind, lackingOf } from './lacking.ts';
import { openSale, saleOf } from './sale.ts';
import { saleNeeds, sellableOf } from './saleBook.ts';

const input = z.strictObject({ incidentId: idInput });
type Input = z.infer<typeof input>;
interface Answer {
  auctionIds: string[];
  /** Until when the allocation waits for them. */
  until: number;
}

export const sellReserves: Command<Input, Answer> = {
  name: 'sellReserves',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ incidentId }) => incidentId,
  needs({ incidentId }, { at }, world) {
    const assetId = world.peek('incidents', incidentId)?.assetId;
    return saleNeeds(world, assetId, [incidentId], at);
  },
  decide(world, { incidentId }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const { status, assetId } = incident;
    const surroundings = lossSurroundings(world, draft, assetId, incidentId);
    const event = status === 'FINAL' ? lossEventOf(incident, surroundings, at) : null;
    if (event === null || !event.ready) {
      const reason = 'Its loss event has not been added up.';
      return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'incidentId');
    }
    const auctionIds = sellFor(draft, assetId, event.members);
    const until = auctionIds.length === 0 ? at : at + SALE_WAIT_SECONDS;
    for (const member of event.members)
      if (member.saleUntil === null) draft.put('incidents', { ...member, saleUntil: until });
    return draft.done({ auctionIds, until });
  },
};

/** Opens a sale of every vault that backs what lacks something, or counts the incidents in where one is. */
function sellFor(draft: Draft, assetId: string, members: readonly IncidentDocument[]): string[] {
  const lacking = lackingOf(draft, assetId, members);
  const ids = members.map(({ _id }) => _id);
  return otherVaultsOf(draft, assetId).flatMap(({ _id }) => {
    const vault = accrueVault(draft, _id);
    const need = lackingBehind(draft, vault, lacking);
    if (need === 0n) return [];
    const sale = saleOf(draft, vault);
    if (sale !== null) {
      const incidentIds = [...new Set([...sale.incidentIds, ...ids])].sort();
      draft.put('auctions', { ...sale, incidentIds });
      return [sale._id];
    }
    const lot = lotOf(draft, vault);
    return lot === 0n ? [] : [openSale(draft, vault, { lot, need }, ids)];
  });
}

/** One loss event takes at most a part of what a vault holds, and leaves a whole unit. */
function lotOf(draft: Draft, vault: VaultDocument): bigint {
  const cap = drawCap(vaultAssets(draft, vault), 0n, draft.parameters.waterfall.vaultEventCap);
  return minimum(cap, sellableOf(draft, vault));
}
