/** What promwire says of an object among files is what the API server says of it: changes at random to valid objects. */
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { diskPorts } from '../../src/io/files/walk.ts';
import { readFiles } from '../../src/io/files/index.ts';
import type { JsonObject } from '../../src/model/index.ts';
import { applyCrdFolder } from '../bed/apply.ts';
import { programs } from '../bed/binaries.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { discoverWith, type Resources } from '../bed/resources.ts';
import { randomFrom } from '../differential/random.ts';
import { seedOr } from '../seed.ts';
import { mutated, textAt, VALID } from './refused-objects.ts';

const START_MS = 180_000;
const TEST_MS = 600_000;
/** PROMWIRE_OBJECTS=50000 makes it longer. */
const OBJECTS = Number(process.env['PROMWIRE_OBJECTS'] ?? 4000);
const AT_ONCE = 64;

let bed: Bed;
let resources: Resources;
beforeAll(async () => {
  bed = await startBed({ operator: false, standins: false });
  await applyCrdFolder(bed.api, programs().grafanaCrds);
  resources = discoverWith(bed.api);
}, START_MS);
afterAll(() => bed.stop(), START_MS);

interface Verdict {
  readonly refused: boolean;
  /** Unknown fields only: a client that asks for strict validation is refused. */
  readonly strict: boolean;
  readonly said: string;
  /** Each thing that the API server finds. */
  readonly causes?: readonly Cause[];
}

interface Cause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

interface Answer {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly Cause[] };
}

/** Of objects with names that no URL path can be made of, no question can be asked. */
async function ask(object: JsonObject, validation: 'Ignore' | 'Strict'): Promise<{ status: number; body: string }> {
  const path = await resources.collection(textAt(object, 'apiVersion'), textAt(object, 'kind'), 'default');
  return await bed.api.request('POST', `${path}?dryRun=All&fieldValidation=${validation}`, {
    body: JSON.stringify(object),
    contentType: 'application/json',
  });
}

async function theirs(object: JsonObject): Promise<Verdict> {
  const loose = await ask(object, 'Ignore');
  const answer = JSON.parse(loose.body) as Answer;
  const said = answer.message ?? '';
  const { causes = [] } = answer.details ?? {};
  if (![200, 201, 400, 403, 413, 422, 500].includes(loose.status)) throw new Error(`${loose.status} ${loose.body}`);
  const strict = loose.status < 300 ? (await ask(object, 'Strict')).status >= 300 : true;
  return { refused: loose.status >= 300, strict, said, causes };
}

async function ours(object: JsonObject): Promise<Verdict> {
  const bytes = Buffer.from(JSON.stringify(object));
  const snapshot = await readFiles(['-'], { ...diskPorts, stdin: async () => await Promise.resolve(bytes) });
  const problems = snapshot.objects.flatMap(({ problems: all = [] }) => all);
  const gaps = snapshot.gaps.map(({ sentence }) => sentence);
  const refused = gaps.length > 0 || problems.some(({ kind }) => kind === 'invalid');
  const said = [...gaps, ...problems.map(({ path, message }) => `${path.join('.')}: ${message}`)].join('; ');
  return { refused, strict: refused || problems.length > 0, said };
}

it.each(VALID.map((object) => [textAt(object, 'kind'), object] as const))('%s is taken', async (_, object) => {
  expect(await ours(object)).toEqual({ refused: false, strict: false, said: '' });
  expect(await theirs(object)).toMatchObject({ refused: false, strict: false });
});

it(
  `refuses what the API server refuses, of ${OBJECTS} objects changed at random`,
  async () => {
    const seed = seedOr(11);
    const random = randomFrom(seed);
    const disagreements: string[] = [];
    const excused = new Map<string, number>();
    let refused = 0;
    const one = async (): Promise<void> => {
      const { object, how } = mutated(random);
      const [their, our] = [await theirs(object), await ours(object)];
      if (their.refused) refused += 1;
      if (their.refused === our.refused && (!isCustom(object) || their.strict === our.strict)) return;
      const excuse = EXCUSES.find(({ holds }) => holds(object, their, our));
      if (excuse) excused.set(excuse.why, (excused.get(excuse.why) ?? 0) + 1);
      else
        disagreements.push(
          `${textAt(object, 'kind')} (${how}): ${their.refused ? 'refused' : their.strict ? 'strict' : 'taken'}, ours ${our.refused ? 'refused' : our.strict ? 'strict' : 'taken'}\n  theirs: ${their.said.slice(0, 300)}\n  ours: ${our.said.slice(0, 300)}`,
        );
    };
    for (let done = 0; done < OBJECTS; done += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, OBJECTS - done) }, one));
    const counts = [...excused].map(([why, count]) => `\n  ${count} ${why}`).join('');
    process.stderr.write(
      `seed ${seed}: ${OBJECTS} objects, ${refused} refused by the API server, ${disagreements.length} in disagreement${counts}\n`,
    );
    if (process.env['PROMWIRE_SHOW']) process.stderr.write(`${disagreements.join('\n')}\n`);
    expect(disagreements.slice(0, 10)).toEqual([]);
    expect(refused).toBeGreaterThan(OBJECTS / 4);
  },
  TEST_MS,
);

const isCustom = (object: JsonObject): boolean => /\.com\/|grafana/.test(textAt(object, 'apiVersion'));

interface Excuse {
  readonly why: string;
  readonly holds: (object: JsonObject, theirs: Verdict, ours: Verdict) => boolean;
}

/** Where we say otherwise on purpose. */
const EXCUSES: readonly Excuse[] = [
  {
    why: "lack something in one of Kubernetes' own kinds, which may be in another file: an absence is never an error",
    holds: (object, { causes = [] }, { refused }) =>
      !refused &&
      !isCustom(object) &&
      causes.length > 0 &&
      causes.every((cause) => isAbsence(cause)) &&
      // Labels that no selector takes are an absence where the selector is the one.
      causes.some(({ reason }) => reason === 'FieldValueRequired' || reason === 'FieldValueNotSupported'),
  },
  {
    why: "have something else wrong in one of Kubernetes' own kinds, in a field that monitoring does not depend on",
    holds: (object, { causes = [], said }, { refused }) =>
      !refused &&
      !isCustom(object) &&
      (causes.every((cause) => isAbsence(cause) || !JUDGED.test(cause.field ?? '')) || /priority|quota/.test(said)),
  },
  {
    why: 'are a Service with an address or node port that this cluster does not give',
    holds: (_, { causes = [], said }, { refused }) =>
      !refused &&
      (/provided (?:IP|port)|range of valid ports|failed to allocate|not configured on this cluster/.test(said) ||
        causes.some(({ message = '' }) => /provided (?:IP|port)|not configured on this cluster/.test(message))),
  },
  {
    why: 'have bytes as a list of numbers, which Go decodes',
    holds: (_, { refused }, { said }) => !refused && /^(?:data|binaryData)\.\w*: must be string$/.test(said),
  },
];

const isAbsence = ({ reason, message = '' }: Cause): boolean =>
  reason === 'FieldValueRequired' ||
  /^(?:Unsupported value: ""|Duplicate value: ""|Invalid value: null|.*`selector` does not match)/.test(message);

/** Fields of Kubernetes' own kinds that are judged. */
const JUDGED =
  /metadata|^spec\.(?:selector|ports\[\d+\](?:$|\.(?:name|port|targetPort|protocol|nodePort|appProtocol))|type|clusterIPs?|ipFamil|external|(?:in|ex)ternalTrafficPolicy|trafficDistribution|sessionAffinity|allocateLoad|loadBalancer(?:Class|SourceRanges)|LoadBalancerSourceRanges|healthCheckNodePort|podSelector|policyTypes|(?:in|e)gress.*(?:ports|elector))|(?:template\.)?spec\.(?:c|initC)ontainers\[\d+\]\.(?:name|ports\[\d+\]\.(?:name|containerPort|protocol))$|^(?:data|stringData|binaryData)|^rules|^roleRef|^subjects|^subsets\[\d+\]\.(?:a|notReadyA)ddresses\[\d+\]\.ip|^subsets\[\d+\]\.ports\[\d+\]\.(?:port|protocol)|^endpoints\[\d+\]\.addresses|^ports\[\d+\]\.(?:name|protocol)|^addressType/;
