import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { findFamily } from '../../../oracles/registry.ts';
import { checkText } from '../../../src/cli/verify/checkText.ts';
import { verify } from '../../../src/cli/verify/command.ts';
import { parseBundle } from '../../../src/cli/verify/parseBundle.ts';
import type { EvidenceBundle } from '../../../src/domain/evidence/bundle.ts';
import { canonical } from '../../../src/domain/shared/canonical.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { DEPEG_RULE, openMarketplace } from '../../support/marketplace.ts';
import { keepingStreams } from '../shared/streams.ts';
import { onlyBundle, watchSeries } from './bundles.ts';

let text: string;
beforeAll(async () => {
  const place = await openMarketplace(testDatabaseUri());
  await watchSeries(place, 'src/cli/series/usdc-usd-2023-03.csv', DEPEG_RULE, 6);
  text = await onlyBundle(place.database);
  await place.stop();
});

type Changeable<Value> = Value extends object
  ? { -readonly [Key in keyof Value]: Changeable<Value[Key]> }
  : Value;

/** Tells a lie and hashes the whole again, as whoever wrote the bundle could. */
function lied(change: (bundle: Changeable<EvidenceBundle>) => void): string {
  const bundle = parseBundle(text) as Changeable<EvidenceBundle>;
  change(bundle);
  const { sha256: _old, ...rest } = bundle;
  const sha256 = createHash('sha256').update(canonical(rest)).digest('hex');
  return canonical({ ...rest, sha256 });
}

const firstOf = (bundle: Changeable<EvidenceBundle>) => {
  const index = bundle.closings.findIndex(({ observations }) => observations.length > 0);
  const closing = bundle.closings[index];
  const record = closing?.observations[0];
  if (closing === undefined || record?.vote == null) throw new Error('there is no vote');
  return { index, closing, record, vote: record.vote };
};

describe('a lie that is hashed again is found by what follows from the rest', () => {
  test('nothing changed is no lie', async () => {
    expect(lied(() => undefined)).toBe(text);
  });

  test.each<[string, RegExp, (bundle: Changeable<EvidenceBundle>) => void]>([
    [
      'a lower strike',
      /^product\.ruleHash$/,
      ({ product }) => {
        product.rule.strike = WAD / 2n;
      },
    ],
    [
      'another sentence',
      /^product\.sentence$/,
      ({ product }) => {
        product.sentence += ' Or not.';
      },
    ],
    [
      'another product',
      /^incident\.incidentId$/,
      ({ product }) => {
        product.productId = 'prd_other';
      },
    ],
    [
      'a price that was never reported',
      /observations\.0\.vote\.value$/,
      (b) => {
        firstOf(b).vote.value += 1n;
      },
    ],
    [
      'a report of another value',
      /observations\.0\.vote\.value$/,
      (b) => {
        firstOf(b).record.value += '1';
      },
    ],
    [
      'a report that nobody judged so',
      /observations\.0\.accepted$/,
      (b) => {
        const { record } = firstOf(b);
        Object.assign(record, { accepted: false, vote: null });
        record.rejection = { reason: 'NON_POSITIVE', limit: 'above 0', actual: record.value };
      },
    ],
    [
      'a report that came later',
      /\.hash$/,
      (b) => {
        firstOf(b).record.receivedAt += 1;
      },
    ],
    ['a report left out', /^closings\.\d+\.readings/, (b) => void firstOf(b).closing.observations.splice(0)],
    [
      'a reading that nobody formed',
      /\.readings\.\d+$/,
      (b) => {
        const { closing } = firstOf(b);
        closing.readings.push({ at: closing.throughSlot, value: WAD, votes: [] });
      },
    ],
    ['a closing left out', /\.previous$/, ({ closings }) => void closings.splice(1, 1)],
    [
      'a longer heartbeat',
      /\.registration$/,
      ({ feed }) => {
        for (const { sources } of feed.registrations)
          for (const source of sources) source.heartbeatSeconds += 1;
      },
    ],
    [
      'levels left out',
      /\.hash$/,
      (b) => {
        firstOf(b).closing.terms.levels.strikes = [];
      },
    ],
    [
      'a state that began otherwise',
      /^checkpoint\.ruleState/,
      ({ checkpoint }) => {
        checkpoint.ruleState.recoveryAwaited = !checkpoint.ruleState.recoveryAwaited;
      },
    ],
    [
      'voices that never spoke',
      /^checkpoint\.foldState$/,
      ({ checkpoint }) => {
        checkpoint.foldState.repeatAt = 7;
      },
    ],
    ['an event left out', /^events/, ({ events }) => void events.pop()],
    [
      'a larger payout',
      /^incident\.payoutRatio$/,
      ({ incident }) => {
        incident.payoutRatio = WAD;
      },
    ],
    [
      'an earlier breach',
      /^incident\.breachStart$/,
      ({ incident }) => {
        incident.breachStart -= 60;
      },
    ],
    [
      'other evidence',
      /^incident\.evidenceHash$/,
      ({ incident }) => {
        incident.evidenceHash = 'a'.repeat(64);
      },
    ],
  ])('%s', async (_lie, path, change) => {
    const { difference } = await checkText(lied(change), findFamily);
    expect(difference?.path).toMatch(path);
  });

  test('another text of the same bundle is another bundle', async () => {
    for (const other of [
      `${text}\n`,
      text.replace(':', ': '),
      `${text.slice(0, -1)},"sha256":"${text.slice(-66, -2)}"}`,
    ]) {
      const { difference } = await checkText(other, findFamily);
      expect(difference?.path).toMatch(/^character \d+$/);
    }
  });
});

describe('the command', () => {
  test.each([[[]], [['a', 'b']], [['--unknown', 'a']], [['there is no such file']]])(
    'does not take %j',
    async (argv) => {
      const streams = keepingStreams();
      expect(await verify(argv, streams)).toBe(2);
      expect(streams.stderr()).toMatch(/^verify: [^\n]+\n$/);
    },
  );

  test('calls what is no bundle by its name', async () => {
    const streams = keepingStreams();
    expect(await verify(['package.json'], streams)).toBe(1);
    expect(streams.stdout()).toContain('The evidence differs at');
  });

  test('explains itself', async () => {
    const streams = keepingStreams();
    expect(await verify(['--help'], streams)).toBe(0);
    expect(streams.stdout()).toContain('npm run verify -- FILE');
  });
});
