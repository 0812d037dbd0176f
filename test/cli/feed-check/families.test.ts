import { expect, test } from 'vitest';
import { FEED_FAMILIES } from '../../../oracles/registry.ts';
import { feedCheck } from '../../../src/cli/feed-check/command.ts';
import type { Finding } from '../../../src/cli/feed-check/finding.ts';
import { keepingStreams } from '../shared/streams.ts';

/** Whatever is registered is checked: a new family needs no test here. */
test.concurrent.each([...FEED_FAMILIES.map(({ name }) => name), 'template'])(
  '%s keeps every promise',
  async (name) => {
    const streams = keepingStreams();
    const code = await feedCheck([name, '--json'], streams);
    const { sections, green } = JSON.parse(streams.stdout()) as {
      sections: { findings: Finding[] }[];
      green: boolean;
    };
    const findings = sections.flatMap((section) => section.findings);
    expect(findings.filter(({ state }) => state === 'BROKEN')).toEqual([]);
    expect(findings.filter(({ state }) => state === 'KEPT').length).toBeGreaterThan(10);
    expect([code, green]).toEqual([0, true]);
  },
);
