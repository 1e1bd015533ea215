import { describe, expect, it } from '@jest/globals';
import { causesOfMessage } from '../../src/app/explain-message.ts';
import { messages } from '../../src/generated/messages.ts';
import { pages } from '../../src/generated/pages.ts';
import { checks, clusterChecks } from '../../src/registry.ts';
import { run } from './ask.ts';

const all = [...checks, ...clusterChecks];

describe('promwire explain', () => {
  it.each(all.map(({ id }) => id))('%s: prints its page', async (id) => {
    // Of the page the lines of prose alone may end elsewhere.
    const words = (text = ''): string => text.replaceAll(/\s+/g, ' ').trim();
    const { code, out, err } = await run(['explain', id]);
    expect({ code, out: words(out), err }).toEqual({ code: 0, out: words(pages[id]), err: '' });
    expect(pages[id]).toContain(`# ${id}: `);
    const codeOf = (text = ''): readonly string[] => text.match(/^```[^]*?^```$/gm) ?? [];
    expect(codeOf(out)).toEqual(codeOf(pages[id]));
  });

  it('lists every check without an id, one line each, in order', async () => {
    const { code, out } = await run(['explain']);
    const lines = out.replaceAll(/\n +/g, ' ').split('\n').slice(0, -1);
    expect(code).toBe(0);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(all.map(({ id }) => id).toSorted());
    for (const { id, title } of all) expect(lines.find((line) => line.startsWith(`${id} `))).toContain(title);
  });

  it.each([
    ['label-mismach', 'Did you mean promwire explain label-mismatch?'],
    ['Label-Mismatch', 'Did you mean promwire explain label-mismatch?'],
    ['label mismatch', 'Did you mean promwire explain label-mismatch?'],
    ['no-endpoint', 'Did you mean promwire explain no-endpoints?'],
    ['xyzzy', 'promwire explain lists them.'],
    ['', 'promwire explain lists them.'],
    ['constructor', 'promwire explain lists them.'],
    ['__proto__', 'promwire explain lists them.'],
  ])('of the unknown %j suggests the nearest', async (id, hint) => {
    const { code, out, err } = await run(['explain', id]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(hint);
  });

  it('takes one at a time', async () => {
    expect(await run(['explain', 'no-endpoints', 'label-mismatch'])).toMatchObject({ code: 2, out: '' });
  });

  const prometheus = 'system:serviceaccount:monitoring:prometheus-k8s';
  it.each<[string, readonly string[]]>([
    ['error: no matches for kind "PodMonitor" in version "monitoring.coreos.com/v1"', ['crd-missing']],
    [
      `failed to list *v1.Endpoints: endpoints is forbidden: User "${prometheus}" cannot list resource "endpoints" in API group "" in the namespace "shop"`,
      ['rbac-namespace'],
    ],
    ['Get "http://10.0.0.1:8080/metrics": dial tcp 10.0.0.1:8080: connect: connection refused', ['scrape-failing']],
    // The part that is longer decides.
    [
      'Internal error occurred: failed calling webhook "prometheusrulemutate.monitoring.coreos.com": context deadline exceeded',
      ['operator-not-running', 'network-policy-blocks'],
    ],
    ['NoSelectedResources', ['prometheus-unmanaged']],
    ['ServiceMonitor not\n  showing up', ['label-mismatch']],
  ])('of the message %j names its causes', async (message, ids) => {
    for (const words of [[message], message.split(/\s+/)]) {
      const { code, out } = await run(['explain', ...words]);
      expect(code).toBe(0);
      expect([...out.matchAll(/promwire explain (.*)$/gm)].map(([, id]) => id)).toEqual(ids);
    }
  });

  it.each(messages.flatMap(({ texts, cause }) => texts.map((text) => [text, cause] as const)))(
    'of the phrase %j of the documentation leads to %s first, or to another of the same phrase',
    (text, cause) => {
      const same = messages.filter(({ texts }) => texts.includes(text)).map((entry) => entry.cause);
      expect([cause, ...same]).toContain(causesOfMessage(text)[0]?.id);
    },
  );

  it.each(['hello world', 'error', 'an error of the metrics', ' '])('knows no cause of %j', (text) => {
    expect(causesOfMessage(text)).toEqual([]);
  });
});
