/** What objects and servers say, in every output, read by that output's own parser. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { check } from '../../src/app/check.ts';
import type { CheckReport } from '../../src/app/check.ts';
import { printReport } from '../../src/commands/kit/output.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { project } from '../../src/io/projection/index.ts';
import { recorder } from '../commands/terminal.ts';
import { randomObjects } from '../random-worlds.ts';
import { parseAnnotations } from '../render/annotations.ts';
import { samples } from '../render/samples.ts';
import { isSarif } from '../render/sarif-schema.ts';
import { parseXml } from '../render/xml.ts';
import {
  agent,
  alertmanagerConfig,
  dashboard,
  grafana,
  healthy,
  holder,
  KUBERHEALTHY_2,
  mayReadMaps,
  networkPolicy,
  probe,
  scrapeConfig,
  snapshot,
  thanosRuler,
} from '../worlds.ts';
import { around, EVIL, FAKED, HIDDEN, LOG_COMMAND, plant } from './evil.ts';

const everything: readonly KubeObject[] = [
  ...healthy(),
  ...KUBERHEALTHY_2,
  agent('monitoring/agent'),
  thanosRuler('monitoring/ruler'),
  alertmanagerConfig('shop/web'),
  probe('shop/web'),
  scrapeConfig('shop/web'),
  grafana('monitoring/grafana'),
  ...mayReadMaps,
  dashboard('shop/web'),
  holder('Secret', 'shop/scrape', { token: 'x' }),
  networkPolicy('shop/none'),
];
const worlds = [everything, ...fc.sample(randomObjects, { seed: 11, numRuns: 7 })];
/** One in so many of the texts of a world is evil, so that the rest still holds together. */
const EVERY = 12;

/** What check says of evil worlds; `from` goes around, so that in some world every place is evil. */
const asked = new Map<string, Promise<readonly CheckReport[]>>();
async function reports(evil: (at: string) => string, name: string, keys: boolean): Promise<readonly CheckReport[]> {
  const id = `${name} ${keys}`;
  const known = asked.get(id);
  if (known) return await known;
  const made = Promise.all(
    worlds.flatMap((world, w) =>
      Array.from({ length: w === 0 ? EVERY : 2 }, async (_, i) => {
        const planted = plant(world, evil, { keys, every: EVERY, from: (w + i) % EVERY });
        const objects = planted.flatMap((raw) => {
          const object = project(raw, { source: 'cluster' });
          return 'invalid' in object ? [] : [object];
        });
        return await check(snapshot(objects));
      }),
    ),
  );
  asked.set(id, made);
  return await made;
}

const FORMS = ['text', 'json', 'yaml', 'sarif', 'junit', 'github', 'prometheus'] as const;
type Form = (typeof FORMS)[number];

async function printed(report: CheckReport, reportOutput: Form, verbose = false): Promise<string> {
  const { terminal, out } = recorder();
  const flags = { reportOutput, verdicts: 'all' as const, verbose, readSecrets: false, namespace: undefined };
  await printReport(terminal, { ...flags, single: false, byName: false }, report);
  return out();
}

/** Throws where the output is not what it is called. */
const PARSE: Readonly<Record<Form, (text: string, report: CheckReport) => unknown>> = {
  text: (text) => expect(around(text, FAKED)).toBeUndefined(),
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
