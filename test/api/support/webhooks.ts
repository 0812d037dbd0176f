/** An API with a marketplace, and what tests of webhooks ask of it. */
import { expect } from 'vitest';
import { textOf } from '../../laws/support/sources.ts';
import { person, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import type { Received, Receiver } from '../../support/receiver.ts';
import { openApi } from './openApi.ts';

export const CREATE = `mutation($input: CreateWebhookInput!) { answer: createWebhook(input: $input) {
  webhook { id url active } secret replayed
  errors { code path ... on LimitReached { limit used } ... on ConfigInvalid { problems { path message } } }
} }`;
export const EDIT = `mutation($input: EditWebhookInput!) { answer: editWebhook(input: $input) {
  webhook { active offReason previousSecretUntil } secret errors { code } } }`;
export const REDELIVER =
  'mutation($input: RedeliverEventsInput!) { answer: redeliverEvents(input: $input) { webhook { id } errors { code } } }';
export const REVOKE =
  'mutation($input: RevokeWebhookInput!) { answer: revokeWebhook(input: $input) { webhook { active } errors { code } } }';

type Verify = (secret: string, headers: object, body: string, now: number) => boolean;

/** The event of a body. */
export const eventOf = ({ body }: Received) => JSON.parse(body);
/** What a receiver was told of, in the order in which it came. */
export const typesOf = ({ received }: Receiver): string[] => received.map((one) => eventOf(one).type);

export type Hooks = Awaited<ReturnType<typeof openHooks>>;

export async function openHooks() {
  const api = await openApi();
  const world = await readyWorld(api.place);
  const verify = await guideVerify();
  let people = 500;
  /** Sends a mutation whose field is called `answer`. */
  const ask = async (accountId: string, mutation: string, input: object) => {
    const { body } = await api.send(mutation, { token: api.token(accountId), variables: { input } });
    expect(body.errors).toBeUndefined();
    return body.data.answer;
  };
  return {
    ...{ api, world, ask },
    /** Registers another account. */
    async account() {
      people += 1;
      const { id, address } = person(people);
      await api.place.must(SYSTEM, 'registerAccount', { address, roles: [] });
      return id;
    },
    async create(accountId: string, receiver: Receiver, filter: object = {}) {
      const { webhook, secret, errors } = await ask(accountId, CREATE, { url: receiver.url, ...filter });
      expect(errors).toEqual([]);
      return { id: webhook.id as string, secret: secret as string };
    },
    /** A webhook as its account sees it, with its deliveries. */
    async seen(accountId: string, id: string) {
      const query = `query($id: ID!) { webhook(id: $id) { active offReason
        deliveries { totalCount nodes { eventId type status attempts nextAt lastTry { statusCode problem } } } } }`;
      const { body } = await api.send(query, { token: api.token(accountId), variables: { id } });
      expect(body.errors).toBeUndefined();
      return body.data.webhook;
    },
    /** Something that happens to an account alone. */
    credit(accountId: string, reference = 'wire 7') {
      const { assetId } = world;
      return api.place.must(SYSTEM, 'creditAccount', { accountId, assetId, amount: 5n * UNIT, reference });
    },
    /** By the code that the guide gives its readers. */
    isSigned({ id, timestamp, signature, body }: Received, secret: string) {
      const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
      return verify(secret, headers, body, api.place.clock.now);
    },
  };
}

async function guideVerify(): Promise<Verify> {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(textOf('docs/integrating/webhooks.md')) ?? [];
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return verify as Verify;
}
