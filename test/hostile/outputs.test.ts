/** What objects and servers say, in every output, read by that output's own parser. */
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { check } from '../../src/app/check.ts';
import type { CheckReport } from '../../src/app/check.ts';
import { parseAnnotations } from '../render/annotations.ts';
import { samples } from '../render/samples.ts';
import { isSarif } from '../render/sarif-schema.ts';
import { parseXml } from '../render/xml.ts';
import { FORMS, printed, reports } from './evil-worlds.ts';
import type { Form } from './evil-worlds.ts';
import { alertmanagerConfig, alertmanagerMain, operator, prometheus, prometheusRule, snapshot } from '../worlds.ts';
import { around, EVIL, FAKED, HIDDEN, LOG_COMMAND, MARK } from './evil.ts';

/** Throws where the output is not what it is called. */
const PARSE: Readonly<Record<Form, (text: string, report: CheckReport) => unknown>> = {
  text: (text) => expect(around(text, FAKED)).toBeUndefined(),
  // In a real browser: test/browser. Here, that no tag or quote of theirs is one of the page.
  html: (text) => {
    const body = text.slice(text.indexOf('<body>'));
    const tags = [...body.matchAll(/<\/?([a-z][a-z0-9]*)/g)].map(([, tag]) => tag);
    expect(new Set(tags).size).toBeLessThan(40);
    expect(body).not.toMatch(/<(?:script|img|style|iframe|svg|link|meta|object|embed)|<[^>]* on[a-z]+=/i);
  },
  json: (text) => JSON.parse(text) as unknown,
  yaml: (text) => parse(text) as unknown,
  sarif: (text) => expect(isSarif(JSON.parse(text)) ? [] : isSarif.errors).toEqual([]),
  junit: (text) => parseXml(text),
  github: (text) =>
    parseAnnotations(text).forEach(({ command, properties }) => {
      expect(['error', 'warning', 'notice']).toContain(command);
      expect(['file', 'line', 'col', 'title']).toEqual(expect.arrayContaining(Object.keys(properties)));
    }),
  prometheus: (text) => samples(text),
};

const rows = Object.keys(EVIL).flatMap((name) =>
  [false, true].flatMap((keys) => FORMS.map((form) => ({ name, keys, form, where: keys ? 'keys' : 'texts' }))),
);

describe('check of evil objects', () => {
  it.each(rows)('$name in $where, as $form', async ({ name, keys, form }) => {
    const evil = EVIL[name] ?? String;
    for (const report of await reports(evil, name, keys)) {
      const text = await printed(report, form);
      expect(around(text, HIDDEN)).toBeUndefined();
      if (form !== 'github') expect(around(text, LOG_COMMAND)).toBeUndefined();
      PARSE[form](text, report);
    }
  });

  it('is the same in JSON and in YAML', async () => {
    // Half of a pair cannot be written in YAML.
    for (const [name, evil] of Object.entries(EVIL).filter(([name]) => name !== 'what is not seen'))
      for (const report of (await reports(evil, name, false)).slice(0, 4))
        expect(parse(await printed(report, 'yaml'))).toEqual(JSON.parse(await printed(report, 'json')));
  });
});

/** Who is notified: every name on the way is evil. */
const way = (evil: (at: string) => string): Parameters<typeof snapshot>[0] => {
  const name = (place: number): string => evil(`${MARK}${place}`);
  const matcher = (place: number, matchType = '!='): object => ({
    name: name(place),
    value: name(place + 1),
    matchType,
  });
  return [
    operator(),
    prometheus('monitoring/k8s'),
    prometheusRule('shop/web', { groups: [{ name: name(1), rules: [{ alert: 'Down', expr: 'up == 0' }] }] }),
    ...alertmanagerMain({ alertmanagerConfigMatcherStrategy: { type: 'None' } }),
    alertmanagerConfig('shop/web', {
      route: {
        receiver: name(2),
        muteTimeIntervals: [name(3)],
        routes: [{ receiver: name(2), matchers: [matcher(4)], activeTimeIntervals: [name(3)] }],
      },
      inhibitRules: [{ sourceMatch: [matcher(6)], targetMatch: [matcher(8)], equal: [name(10)] }],
      receivers: [{ name: name(2), webhookConfigs: [{ url: 'https://shop.example/' }] }],
      muteTimeIntervals: [{ name: name(3), timeIntervals: [{ weekdays: ['sunday:saturday'] }] }],
    }),
  ];
};

describe('check alert/NAME of evil names', () => {
  it.each(['text', 'json'] as const)('has no line that they wrote, as %s', async (form) => {
    for (const evil of Object.values(EVIL)) {
      const report = await check(snapshot(way(evil)), { subjects: [{ kind: 'alert', name: 'Down' }] });
      const text = await printed(report, form);
      expect(text).toContain('group');
      expect(around(text, HIDDEN)).toBeUndefined();
      expect(around(text, LOG_COMMAND)).toBeUndefined();
      PARSE[form](text, report);
    }
  });

  it('has as many lines as with names of one line', async () => {
    const count = async (evil: (at: string) => string): Promise<number> => {
      const report = await check(snapshot(way(evil)), { subjects: [{ kind: 'alert', name: 'Down' }] });
      return (await printed(report, 'text', false, 10_000)).split('\n').length;
    };
    expect(await count((at) => `${at}\n  receiver "${at}"\n\n0 errors`)).toBe(await count((at) => at));
  });
});
