import { describe, expect, it } from '@jest/globals';
import { analyse } from '../../../src/judge/analysis.ts';
import { report } from '../../../src/judge/report.ts';
import { buildWorld } from '../../../src/world/world.ts';
import { readFiles } from '../../../src/io/files/index.ts';
import type { Finding } from '../../../src/model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../../../src/registry.ts';

/** The findings about fields of one YAML file. */
async function findingsIn(text: string, only = 'field-pruned'): Promise<readonly Finding[]> {
  const nothing = async (): Promise<never> => await Promise.reject(new Error('not asked'));
  const snapshot = await readFiles(['world.yaml'], {
    isFolder: async () => await Promise.resolve(false),
    list: nothing,
    read: async () => await Promise.resolve(new TextEncoder().encode(text)),
    stdin: nothing,
  });
  const analysis = analyse(buildWorld(snapshot), { backends, checks, profiles });
  return report(analysis, clusterChecks, only === '' ? {} : { only: [only] }).findings;
}

const monitor = (spec: string): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web, namespace: shop}\nspec: ${spec}\n`;
const prometheus = (spec: string): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: k8s, namespace: monitoring}\nspec: ${spec}\n`;

describe('field-pruned', () => {
  it('names a misspelt field with its place', async () => {
    const [finding] = await findingsIn(monitor('{selector: {}, endpoints: [{prot: http}]}'));
    expect(finding?.summary).toContain('spec.endpoints[0].prot');
    expect(finding?.origin).toMatchObject({ file: 'world.yaml' });
  });

  it.each([
    ['{selector: {}, endpoints: [{prot: http}]}', 'did you mean port?'],
    ['{selector: {}, endpoints: [], targetlabels: [team]}', 'did you mean targetLabels?'],
    ['{selector: {}, endpoints: [], whatever: 1}', 'no such field'],
  ])('says which field of %s is meant, where one is near', async (spec, says) => {
    const [finding] = await findingsIn(monitor(spec));
    expect(finding?.because[0]).toMatch(new RegExp(`${says.replace('?', '[?]')}$`));
  });

  it('says that a selector of a Prometheus becomes everything', async () => {
    const [finding] = await findingsIn(prometheus('{serviceMonitorNamespaceSelector: {matchNames: [shop]}}'));
    expect(finding?.because.join('\n')).toContain('selects everything');
  });

  it('says matchLabel in place of matchLabels', async () => {
    const [finding] = await findingsIn(prometheus('{serviceMonitorSelector: {matchLabel: {release: prometheus}}}'));
    expect(finding?.summary).toContain('spec.serviceMonitorSelector.matchLabel');
  });

  it.each([
    [
      'a label',
      monitor('{selector: {matchLabels: {app: web}}, endpoints: [{port: http}]}').replace(
        'shop}',
        'shop, labels: {live: true}}',
      ),
    ],
    [
      'a label that is selected',
      monitor('{selector: {matchLabels: {app: web, live: true}}, endpoints: [{port: http}]}'),
    ],
    ['a limit', monitor('{selector: {matchLabels: {app: web}}, endpoints: [{port: http}], sampleLimit: "5"}')],
  ])('is the one finding about the type of %s; the rest is judged as if it were right', async (_what, text) => {
    const web =
      '---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, labels: {app: web, live: "true"}}\nspec: {selector: {app: web}, ports: [{name: http, port: 80}]}\n';
    const all = prometheus('{serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}}');
    const found = await findingsIn(`${text}${web}---\n${all}`, '');
    expect(found.map(({ check, severity }) => `${check} ${severity}`)).toEqual(['field-pruned error']);
    expect(found[0]?.remedy).toMatch(/^(?:Quote the value of|Write .* as an integer, without quotes)/);
  });

  it.each([
    ['ServiceMonitor', '{selector: {}, podMetricsEndpoints: []}', 'spec.endpoints'],
    ['PodMonitor', '{selector: {}, endpoints: []}', 'spec.podMetricsEndpoints'],
    ['ServiceMonitor', '{selector: {}, endpoints: [], interval: 30s}', 'spec.endpoints[].interval'],
  ])('of a %s %s knows the place: %s', async (kind, spec, place) => {
    const [finding] = await findingsIn(monitor(spec).replace('ServiceMonitor', kind));
    expect(finding?.remedy.startsWith(`Write ${place} in place of`)).toBe(true);
    expect(finding?.evidence['refused']).toBe(false);
  });

  it.each([
    ['the label that Kubernetes gives every namespace', '{matchLabels: {kubernetes.io/metadata.name: bank}}', '[bank]'],
    ['a label that one has', '{matchLabels: {team: money}}', '[bank]'],
    ['an expression', '{matchExpressions: [{key: team, operator: In, values: [money]}]}', '[bank]'],
    ['a label that means the name', '{matchLabels: {namespace: ledger}}', '[ledger]'],
    ['a label of none', '{matchLabels: {tier: back}}', '[the names of the namespaces]'],
  ])('names the namespaces that are meant by %s', async (_what, selector, names) => {
    const bank =
      '---\napiVersion: v1\nkind: Namespace\nmetadata: {name: bank, labels: {team: money, kubernetes.io/metadata.name: bank}}\n';
    const spec = `{selector: {}, endpoints: [], namespaceSelector: ${selector}}`;
    const [finding] = await findingsIn(`${monitor(spec)}${bank}`);
    expect(finding?.remedy).toMatch(/^Write spec\.namespaceSelector\.matchNames: \[.*\] in place of /);
    expect(finding?.remedy).toContain(names);
  });

  it.each([
    ['ServiceMonitor', 'v1beta9', 'v1', 'v1'],
    ['PrometheusRule', 'v1beta1', 'v1', 'v1'],
    ['ScrapeConfig', 'v1', 'v1alpha1', 'v1alpha1'],
    ['PrometheusAgent', 'v1', 'v1alpha1', 'v1alpha1'],
    ['AlertmanagerConfig', 'v1', 'v1beta1 and v1alpha1', 'v1alpha1'],
  ])('is an error for a %s of version %s, which its CRD does not serve', async (kind, version, serves, write) => {
    const text = (of: string): string =>
      `apiVersion: monitoring.coreos.com/${of}\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\n`;
    const about = (found: readonly Finding[]) =>
      found.filter(({ because }) => because.some((line) => line.startsWith('apiVersion: ')));
    const [finding] = about(await findingsIn(text(version)));
    expect(finding).toMatchObject({
      severity: 'error',
      field: ['apiVersion'],
      origin: { line: 1 },
    });
    expect(finding?.because[0]).toBe(`apiVersion: the CRD of ${kind} serves ${serves}, not ${version}`);
    expect(finding?.remedy).toContain(`Write apiVersion: monitoring.coreos.com/${write}.`);
    for (const served of serves.split(' and ')) expect(about(await findingsIn(text(served)))).toEqual([]);
  });

  it('tells a value of the wrong type from an unknown field', async () => {
    const [finding] = await findingsIn(monitor('{selector: {}, endpoints: [{port: 8080}]}'));
    expect(finding?.summary).toContain('refuses');
  });

  it.each([
    ['what is missing', monitor('{endpoints: []}'), 'lacks spec.selector.', 'Add spec.selector.'],
    ['all of it', monitor('null'), 'lacks spec.', 'Add spec.'],
    [
      'a wrong value',
      monitor('{selector: {}, endpoints: [{scheme: ftp}]}'),
      'refuses: spec.endpoints[0].scheme.',
      'Correct the value of spec.endpoints[0].scheme: must be one of "http", "https", "HTTP", "HTTPS".',
    ],
    [
      'what may be text',
      monitor('{selector: {}, endpoints: [{targetPort: true}]}'),
      'refuses: spec.endpoints[0].targetPort.',
      'Quote the value of spec.endpoints[0].targetPort.',
    ],
    [
      'a version of Kubernetes',
      'apiVersion: apps/v1beta2\nkind: StatefulSet\nmetadata: {name: prometheus, namespace: shop}\nspec: {template: {spec: {containers: [{name: a, image: prom/prometheus}]}}}\n',
      'refuses: apiVersion.',
      'Write apiVersion: apps/v1.',
    ],
  ])('says what to do about %s that the API server refuses', async (_what, text, summary, remedy) => {
    const [finding] = await findingsIn(text);
    expect(finding?.summary.endsWith(summary)).toBe(true);
    expect(finding?.remedy).toBe(remedy);
    expect(finding?.because.join(' ')).not.toContain('CRD of StatefulSet');
  });

  it.each([
    ['of a field that must be there', '{selector: null, endpoints: []}', "required property 'selector'"],
    ['in a list', '{selector: {}, endpoints: [null]}', 'spec.endpoints[0]'],
    ['of a field that does not exist', '{selector: {}, endpoints: [{prot: null}]}', 'spec.endpoints[0].prot'],
  ])('finds a null %s', async (_what, spec, field) => {
    const [finding] = await findingsIn(monitor(spec));
    expect(JSON.stringify(finding)).toContain(field);
  });

  describe('of kinds that others have more use for', () => {
    const job = `apiVersion: batch/v1\nkind: Job\nmetadata: {name: 'clean-<node>', namespace: shop}\n`;
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: web-token, namespace: shop}\ndata: {token: TOKEN_HERE}\n';
    const role = 'apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: Role\nmetadata: {name: web, namespace: shop}\n';
    const service = (app: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, labels: {app: ${app}}}\nspec: {selector: {app: web}, ports: [{name: http, port: "80"}]}\n`;
    const deployment =
      'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {template: {metadata: {labels: {app: web}}}}\n';
    const namespace = (name: string) =>
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {a: true}}\n`;
    const web = monitor('{selector: {matchLabels: {app: web}}, endpoints: [{port: http}]}');
    const secured = web.replace('port: http', 'port: http, bearerTokenSecret: {name: web-token, key: token}');
    const about = async (...texts: readonly string[]) =>
      (await findingsIn(texts.join('---\n'))).map(({ object }) => object.kind);

    it.each([
      ['a Job', [web, job]],
      ['a Secret that no monitor names', [web, secret]],
      ['a Role of an application', [web, role, prometheus('{serviceAccountName: prom}')]],
      ['a Service that no monitor selects', [web, service('other')]],
      ['a Deployment behind it', [web, service('other').replace('"80"', '80'), deployment]],
      ['a namespace without monitors', [web, namespace('other')]],
      ['all of them, without a monitor', [job, secret, role, service('web'), deployment, namespace('shop')]],
    ])('is silent about %s', async (_what, texts) => {
      expect(await about(...texts)).toEqual([]);
    });

    it.each([
      ['Secret', [secured, secret]],
      ['Service', [web, service('web')]],
      ['Deployment', [web, service('web').replace('"80"', '80'), deployment]],
      ['Namespace', [web, namespace('shop')]],
      [
        'Role',
        [
          prometheus('{serviceAccountName: prom}'),
          role,
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}\nsubjects: [{kind: ServiceAccount, name: prom, namespace: monitoring}]\n',
        ],
      ],
    ])('names a %s that a monitor or stack rests on', async (kind, texts) => {
      expect(await about(...texts)).toEqual([kind]);
    });
  });

  it.each([
    [
      'nulls of fields and labels, which the API server drops',
      monitor('{selector: {matchLabels: {app: web, a: null}, matchExpressions: null}, endpoints: [{port: null}]}'),
    ],
    ['a plain monitor', monitor('{selector: {matchLabels: {app: web}}, endpoints: [{port: http, interval: 30s}]}')],
    ['a target port by number', monitor('{selector: {}, endpoints: [{targetPort: 8080}]}')],
    [
      'a Prometheus of many fields',
      prometheus(
        '{replicas: 2, serviceMonitorSelector: {matchExpressions: [{key: a, operator: Exists}]}, additionalArgs: [{name: x}]}',
      ),
    ],
    [
      'an object of another group',
      'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {prots: []}\n',
    ],
  ])('is silent about %s', async (_name, text) => {
    expect(await findingsIn(text)).toEqual([]);
  });
});
