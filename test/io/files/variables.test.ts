import { describe, expect, it } from '@jest/globals';
import { check } from '../../../src/app/check.ts';
import { filledText, variableIn } from '../../../src/kube/variables.ts';
import { findings, repository, verdicts } from '../../repository.ts';

const stack = (value: string): string => `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: watch, namespace: eyes }
spec: { serviceMonitorSelector: { matchLabels: { team: "${value}" } }, serviceMonitorNamespaceSelector: {} }
`;

const monitor = (team: string, namespace = 'shop', app = 'till'): string => `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: till, namespace: "${namespace}", labels: { team: "${team}" } }
spec: { selector: { matchLabels: { app: "${app}" } }, endpoints: [{ port: http }] }
`;

const flux = (postBuild: string, name = 'shop'): string => `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { path: ./apps/shop, postBuild: ${postBuild} }
`;

const verdictOf = async (files: Readonly<Record<string, string>>): Promise<string | undefined> =>
  Object.values(await verdicts(await repository(files)))[0];

describe('variables that Flux fills in', () => {
  it.each([
    ['given by the Flux Kustomization of the folder', '${team}', flux('{ substitute: { team: till } }'), 'selected'],
    ['given with another value', '${team}', flux('{ substitute: { team: other } }'), 'not-selected'],
    ['with a default', '${team:=till}', flux('{ substitute: { other: a } }'), 'selected'],
    ['with a default and no Flux Kustomization', '${team:-till}', '', 'selected'],
    ['with a default that is not the label', '${team:=other}', '', 'not-selected'],
    [
      'with a default that what is no file may change',
      '${team:=other}',
      flux('{ substituteFrom: [{ kind: Secret, name: a }] }'),
      'unknown',
    ],
    ['given by no file', '${team}', flux('{ substituteFrom: [{ kind: ConfigMap, name: a }] }'), 'unknown'],
    ['without a Flux Kustomization', '${team}', '', 'unknown'],
    [
      'given differently for two clusters',
      '${team}',
      flux('{ substitute: { team: till } }') + flux('{ substitute: { team: other } }', 'b'),
      'unknown',
    ],
  ])('are in a label, %s', async (_, team, kustomization, verdict) => {
    expect(
      await verdictOf({
        'stack.yaml': stack('till'),
        'flux.yaml': kustomization,
        'apps/shop/till.yaml': monitor(team),
      }),
    ).toBe(verdict);
  });

  it('are filled in what is listed below the folder, too, in place of the namespace of its kustomization', async () => {
    const { objects } = await repository({
      'flux.yaml': flux('{ substitute: { where: shop } }').replace('./apps/shop', './apps'),
      'apps/shop/kustomization.yaml': 'namespace: ${where}\nresources: [till.yaml]\n',
      'apps/shop/till.yaml': monitor('till', 'other'),
    });
    expect(objects.map(({ metadata }) => metadata.namespace)).toEqual(['shop']);
  });

  it('leave a namespace unknown that nothing gives', async () => {
    const { objects } = await repository({ 'till.yaml': monitor('till', '${where}') });
    expect(objects.map(({ metadata, homeless }) => [metadata.namespace, homeless])).toEqual([[undefined, true]]);
  });

  it('are never the reason of an error in a selector', async () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: { name: till, namespace: shop, labels: { app: till } }\nspec: { ports: [{ name: http, port: 80 }] }\n';
    for (const files of [
      { 'stack.yaml': stack('${team}'), 'till.yaml': monitor('till'), 'service.yaml': service },
      { 'stack.yaml': stack('till'), 'till.yaml': monitor('till', 'shop', '${app}'), 'service.yaml': service },
    ]) {
      const report = await check(await repository(files));
      expect(findings(report).filter((line) => line.startsWith('error'))).toEqual([]);
    }
    const given = { 'flux.yaml': flux('{ substitute: { team: till } }').replace('apps/shop', 'eyes') };
    expect(await verdictOf({ ...given, 'eyes/stack.yaml': stack('${team}'), 'till.yaml': monitor('till') })).toBe(
      'selected',
    );
  });

  it.each([
    ['the port of a monitor', 'port: http }', 'port: "${port}" }', '${port}'],
    ['the port of a monitor, of kustomize', 'port: http }', 'port: "$(PORT)" }', '$(PORT)'],
    ['the port of a Service', 'name: http', 'name: "${port}"', '${port}'],
    ['a selector, of kustomize', 'matchLabels: { app: till }', 'matchLabels: { app: "$(APP)" }', '$(APP)'],
    ['a label, of kustomize', 'labels: { team: till }', 'labels: { team: "$(TEAM)" }', '$(TEAM)'],
  ])('are never the reason of an error in %s: it is unknown', async (_where, from, to, variable) => {
    const files =
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n---\n' +
      'apiVersion: v1\nkind: Service\nmetadata: { name: till, namespace: shop, labels: { app: till } }\nspec: { selector: { app: till }, ports: [{ name: http, port: 80 }] }\n---\n' +
      'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: till, namespace: shop, labels: { team: till } }\n' +
      'spec: { selector: { matchLabels: { app: till } }, endpoints: [{ port: http }] }\n';
    expect(files).toContain(from);
    const report = await check(await repository({ 'stack.yaml': stack('till'), 'all.yaml': files.replace(from, to) }));
    expect(findings(report).filter((line) => line.startsWith('error'))).toEqual([]);
    expect(JSON.stringify(report)).toContain(`has ${variable}, and nothing among the files tells what it will be`);
    const whole = await check(await repository({ 'stack.yaml': stack('till'), 'all.yaml': files }));
    expect(findings(whole)).toEqual([]);
  });

  it('are filled into the values of a HelmRelease', async () => {
    const { releases = [] } = await repository({
      'flux.yaml': flux('{ substitute: { name: watch } }'),
      'apps/shop/release.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a, namespace: eyes }\nspec: { releaseName: "${name}", chart: { spec: { chart: kube-prometheus-stack } } }\n',
    });
    expect(releases.map(({ name }) => name)).toEqual(['watch']);
  });

  it('are none in templates, dashboards and scripts', async () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\ndata: { a.sh: "echo ${HOME:-none}" }\n';
    const files = { 'flux.yaml': flux('{ substitute: { HOME: a } }'), 'apps/shop/a.yaml': text };
    const plain = await repository({ 'apps/shop/a.yaml': text });
    expect((await repository(files)).objects.map(({ body }) => body)).toEqual(plain.objects.map(({ body }) => body));
  });
});

describe('a text with variables', () => {
  it.each([
    ['a-${x}-b', 'a-1-b', undefined],
    ['${x}${y}', '1${y}', '${y}'],
    ['$${x}', '$${x}', undefined],
    ['${y:=2}', '2', undefined],
    ['${y:-}', '', undefined],
    ['$x {{ $labels.x }}', '$x {{ $labels.x }}', undefined],
    ['${constructor}', '${constructor}', '${constructor}'],
    ['a-$(NAME)', 'a-$(NAME)', '$(NAME)'],
    ['$$(NAME) $(date +%s)', '$$(NAME) $(date +%s)', undefined],
  ])('%s is %s', (text, filled, left) => {
    expect(filledText(text, { values: { x: '1' }, open: false })).toBe(filled);
    expect(variableIn(filled)).toBe(left);
  });
});

describe('variables that Flux takes from ConfigMaps and Secrets', () => {
  const from = (...entries: readonly string[]): string =>
    flux(`{ substitute: { own: till }, substituteFrom: [${entries.join(', ')}] }`);
  const SETTINGS = '{ kind: ConfigMap, name: settings }';
  const SECRETS = '{ kind: Secret, name: secrets }';
  const settings = (team: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: flux-system }\ndata: { team: ${team}, own: other }\n`;
  const secret = (key: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: secrets, namespace: flux-system }\nstringData: { ${key}: a }\n`;
  const encrypted = `apiVersion: v1
kind: Secret
metadata: { name: secrets, namespace: flux-system }
stringData: { key: "ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]" }
sops: { version: 3.9.0 }
`;

  it.each<readonly [string, string, Readonly<Record<string, string>>, string]>([
    ['of a ConfigMap', '${team}', { 'flux.yaml': from(SETTINGS), 'a.yaml': settings('till') }, 'selected'],
    [
      'of a ConfigMap with another value',
      '${team}',
      { 'flux.yaml': from(SETTINGS), 'a.yaml': settings('x') },
      'not-selected',
    ],
    [
      'that the Kustomization gives itself',
      '${own}',
      { 'flux.yaml': from(SETTINGS), 'a.yaml': settings('x') },
      'selected',
    ],
    [
      'with a default that a ConfigMap overrides',
      '${team:=x}',
      { 'flux.yaml': from(SETTINGS), 'a.yaml': settings('till') },
      'selected',
    ],
    [
      'with a default where all is among the files',
      '${none:=till}',
      { 'flux.yaml': from(SETTINGS, SECRETS), 'a.yaml': settings('x'), 'b.yaml': secret('other') },
      'selected',
    ],
    [
      'with a default and a Secret that has it',
      '${key:=till}',
      { 'flux.yaml': from(SETTINGS, SECRETS), 'a.yaml': settings('x'), 'b.yaml': secret('key') },
      'unknown',
    ],
    [
      'of a ConfigMap, and of a Secret behind it',
      '${team}',
      { 'flux.yaml': from(SETTINGS, SECRETS), 'a.yaml': settings('till'), 'b.yaml': secret('team') },
      'unknown',
    ],
    [
      'of a ConfigMap behind a Secret that has it',
      '${team}',
      { 'flux.yaml': from(SECRETS, SETTINGS), 'a.yaml': settings('till'), 'b.yaml': secret('team') },
      'selected',
    ],
    [
      'of a ConfigMap, and an encrypted Secret without it',
      '${team}',
      { 'flux.yaml': from(SETTINGS, SECRETS), 'a.yaml': settings('till'), 'b.yaml': encrypted },
      'selected',
    ],
    ['of an encrypted Secret', '${key:=till}', { 'flux.yaml': from(SECRETS), 'b.yaml': encrypted }, 'unknown'],
    [
      'of a ConfigMap, and a Secret that is elsewhere',
      '${team}',
      { 'flux.yaml': from(SETTINGS, SECRETS), 'a.yaml': settings('till') },
      'unknown',
    ],
    [
      'of a ConfigMap of another namespace',
      '${team}',
      { 'flux.yaml': from(SETTINGS), 'a.yaml': settings('till').replace('flux-system', 'x') },
      'unknown',
    ],
    [
      'of two ConfigMaps that are as near and differ',
      '${team}',
      { 'flux.yaml': from(SETTINGS), 'a/a.yaml': settings('till'), 'b/a.yaml': settings('x') },
      'unknown',
    ],
    [
      'of the nearer one of two ConfigMaps',
      '${team}',
      { 'a/flux.yaml': from(SETTINGS), 'a/a.yaml': settings('till'), 'b/a.yaml': settings('x') },
      'selected',
    ],
    [
      'of a ConfigMap that a kustomization generates',
      '${team}',
      {
        'flux.yaml': from(SETTINGS),
        'g/kustomization.yaml':
          'configMapGenerator: [{ name: settings, namespace: flux-system, literals: ["team=till"] }]\n',
      },
      'selected',
    ],
    ['that Flux changes', '${team^^}', { 'flux.yaml': from(SETTINGS), 'a.yaml': settings('till') }, 'unknown'],
  ])('are in a label, %s', async (_, team, files, verdict) => {
    expect(
      await verdictOf({
        'stack.yaml': stack('till'),
        'apps/shop/till.yaml': monitor(team),
        ...files,
      }),
    ).toBe(verdict);
  });
});
