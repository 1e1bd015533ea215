/*
 * What Kyverno's own command line makes of the policies of --form kyverno, and what the engine says:
 *   node scripts/ts.mjs test/differential/kyverno.ts --cli PATH [--pairs 2000] [--seed N]
 * The command line is no part of the test bed: it takes ten minutes to build (`go build ./cmd/cli/kubectl-kyverno` in
 * the source of github.com/kyverno/kyverno; `go install` refuses its replace directives).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { parse } from 'yaml';
import { policies } from '../../src/app/policy.ts';
import { toYaml, toYamlStream } from '../../src/render/yaml.ts';
import { judged, labelled, randomSituations, taken } from '../policy-worlds.ts';
import type { Situation } from '../policy-worlds.ts';
import { rawOf } from '../worlds.ts';

const { values } = parseArgs({
  options: {
    cli: { type: 'string' },
    pairs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '12' },
  },
});
const { cli } = values;
if (cli === undefined) throw new Error('--cli: the path of kubectl-kyverno');

const folder = mkdtempSync(path.join(tmpdir(), 'promwire-kyverno-'));
const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
interface Made {
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly labels?: object };
}
const nameOf = ({ metadata }: Made): string => `${metadata.namespace ?? ''}/${metadata.name}`;
interface Result {
  readonly rule: string;
  readonly result: string;
  readonly resources: readonly { readonly namespace: string; readonly name: string }[];
}

/** What it warns of, and the labels of what it changed, by name; undefined: there is no policy. */
function answered(
  each: Situation,
  addLabels: boolean,
): { readonly warned: ReadonlySet<string>; readonly labels: ReadonlyMap<string, object> } | undefined {
  const { manifests } = policies(judged(each), { form: 'kyverno', kinds: ['ServiceMonitor'], addLabels });
  if (manifests.length === 0) return undefined;
  const spaces = each.spaces.map(({ metadata: { name, labels } }) => ({ name, labels }));
  const known = { apiVersion: 'cli.kyverno.io/v1alpha1', kind: 'Values', metadata: { name: 'values' } };
  const { status, stdout, stderr } = spawnSync(
    cli ?? '',
    [
      ...['apply', written('policy.yaml', toYamlStream(manifests)), '--remove-color', '-p', '--output-format', 'json'],
      ...['--resource', written('objects.yaml', toYamlStream(each.objects.map(rawOf)))],
      ...['--values-file', written('values.yaml', toYaml({ ...known, namespaceSelector: spaces }))],
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const report = /\{"kind":"ClusterReport".*/.exec(stdout)?.[0];
  if (report === undefined && (status !== 0 || stderr !== '')) throw new Error(`${stdout}${stderr}`);
  const { results = [] } = JSON.parse(report ?? '{}') as { readonly results?: readonly Result[] };
  const failed = results.filter(({ rule, result }) => rule === 'is-taken' && result !== 'pass');
  const changed = [...stdout.matchAll(/^policy \S+ applied to \S+:\n([^]*?)\n---$/gm)].map(
    ([, text = '']) => parse(text) as Made,
  );
  return {
    warned: new Set(failed.flatMap(({ resources }) => resources.map(({ namespace, name }) => `${namespace}/${name}`))),
    labels: new Map(changed.map((made) => [nameOf(made), made.metadata.labels ?? {}])),
  };
}

let compared = 0;
let wrong = 0;
for (const each of randomSituations(Number(values.pairs), Number(values.seed))) {
  const plain = answered(each, false);
  const adding = answered(each, true);
  if (!plain || !adding) continue;
  const wanted = { taken: taken(each), labels: labelled(each, false) };
  for (const [n, object] of each.objects.entries()) {
    const name = nameOf(object);
    const is = { taken: !plain.warned.has(name), labels: adding.labels.get(name) ?? object.metadata.labels };
    const should = { taken: wanted.taken[n], labels: wanted.labels[n] };
    compared += 1;
    if (isDeepStrictEqual(is, should)) continue;
    wrong += 1;
    const shown = { is, should, object: object.metadata, spec: each.stack.body['spec'] };
    if (wrong <= 5) process.stdout.write(`${JSON.stringify(shown)}\n`);
  }
}
rmSync(folder, { recursive: true });
process.stdout.write(`${compared} pairs compared, ${wrong} differ\n`);
process.exitCode = wrong === 0 && compared > 0 ? 0 : 1;
