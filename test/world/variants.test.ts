import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import { profiles } from '../../src/registry.ts';
import { detectApps } from '../../src/world/applications.ts';
import { kube, service, world } from '../worlds.ts';
import type { Raw, Sight } from '../worlds.ts';

/* Which application runs, and which version of it: what each piece of evidence is worth. */

const labels = { app: 'kuberhealthy' };
const its = service('kuberhealthy/kuberhealthy', { selector: labels }, { labels });
const deployed = (image: string, env: readonly string[] = [], name = 'main'): KubeObject => {
  const container: Raw = { name, image, env: env.map((each) => ({ name: each, value: '10m' })) };
  return kube({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'kuberhealthy', name: 'kuberhealthy' },
    spec: { template: { metadata: { labels }, spec: { containers: [container] } } },
  });
};
const crd = (name: string): KubeObject =>
  kube({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name }, spec: {} });
const CRD2 = crd('khchecks.comcast.github.io');
const CRD3 = crd('healthchecks.kuberhealthy.github.io');
const check = (apiVersion: string, kind: string): KubeObject =>
  kube({ apiVersion, kind, metadata: { namespace: 'kuberhealthy', name: 'dns' }, spec: {} });
const CHECK2 = check('comcast.github.io/v1', 'KuberhealthyCheck');
const CHECK3 = check('kuberhealthy.github.io/v2', 'HealthCheck');

const HIDDEN: Sight = { hidden: ['CustomResourceDefinition', 'HealthCheck', 'KuberhealthyCheck'] };
const DIGEST = `registry.example/kuberhealthy@sha256:${'0'.repeat(64)}`;
const V2_ENV = ['CHECK_REAPER_RUN_INTERVAL'];
const V3_ENV = ['KH_PROM_SUPPRESS_ERROR_LABEL'];

/** "v2", "v3", "?" (it runs, version not known), "none". */
const found = (objects: readonly KubeObject[], sight: Sight): string => {
  const [app, ...others] = detectApps(world([its, ...objects], sight), profiles);
  expect(others).toEqual([]);
  return app ? (app.variant ?? '?') : 'none';
};

describe('the container of an application', () => {
  it.each([
    ['kuberhealthy/kuberhealthy:v2.7.1', 'v2'],
    ['docker.io/kuberhealthy/kuberhealthy:v3.0.13', 'v3'],
    ['registry.example:5000/kuberhealthy:v3.0.5', 'v3'],
    ['registry.example:5000/kuberhealthy', '?'],
    ['registry.example/mirror/kuberhealthy-kuberhealthy:2.7.1', 'v2'],
    ['registry.example/docker.io_kuberhealthy_kuberhealthy:3.0.1', 'v3'],
    [`docker.io/kuberhealthy/kuberhealthy:v3.0.13@sha256:${'0'.repeat(64)}`, 'v3'],
    [DIGEST, '?'],
    ['docker.io/kuberhealthy/kuberhealthy:main', '?'],
    ['docker.io/kuberhealthy/kuberhealthy:latest', '?'],
    ['docker.io/kuberhealthy/kuberhealthy:2024.1', '?'],
    ['kuberhealthy/deployment-check:v1.9.0', 'none'],
    ['registry.example/kuberhealthy-storage-check:v2', 'none'],
    ['registry.example/notkuberhealthy:v2', 'none'],
  ])('is known by the image %s: %s', (image, variant) => {
    expect(found([deployed(image)], HIDDEN)).toBe(variant);
  });

  it('is known by its name where the image has another one', () => {
    expect(found([deployed('registry.example/synthetics:1', [], 'kuberhealthy')], HIDDEN)).toBe('?');
    expect(found([deployed('registry.example/synthetics:1', V3_ENV, 'kuberhealthy')], HIDDEN)).toBe('v3');
    expect(found([deployed('registry.example/synthetics:1', V3_ENV)], HIDDEN)).toBe('none');
  });
});

describe('the version', () => {
  const only = (kind: string): Sight => ({ hidden: HIDDEN.hidden?.filter((each) => each !== kind) ?? [] });
  const files: Sight = { source: 'files' };
  it.each<[string, readonly KubeObject[], Sight, string]>([
    ['that the variables of its manifests are of', [deployed(DIGEST, V2_ENV)], HIDDEN, 'v2'],
    ['that the variables of its manifests are of', [deployed(DIGEST, V3_ENV)], HIDDEN, 'v3'],
    ['of which the CRD is there', [deployed(DIGEST), CRD2], {}, 'v2'],
    ['of which the CRD is there', [deployed(DIGEST), CRD3], {}, 'v3'],
    ['that the API has, whatever a mirror calls its tag', [deployed('r/kuberhealthy:2.1'), CRD3], {}, 'v3'],
    ['of the tag, where both CRDs are there', [deployed('r/kuberhealthy:v2.7.1'), CRD2, CRD3], {}, 'v2'],
    ['of the checks that are there, beside both CRDs', [deployed(DIGEST), CRD2, CRD3, CHECK3], {}, 'v3'],
    ['of the checks that are there, beside both CRDs', [deployed(DIGEST), CRD2, CRD3, CHECK2], {}, 'v2'],
    ['of which the checks could be listed, though there are none', [deployed(DIGEST)], only('HealthCheck'), 'v3'],
    ['of which the checks could be listed', [deployed(DIGEST), CHECK2], only('KuberhealthyCheck'), 'v2'],
    ['of the checks among the files', [deployed(DIGEST), CHECK2], files, 'v2'],
    ['of the CRD among the files', [deployed(DIGEST), CRD3], files, 'v3'],
    ['of the tag, whatever CRD is among the files', [deployed('r/kuberhealthy:v2.7.1'), CRD3], files, 'v2'],
    ['is not known from both CRDs', [deployed(DIGEST), CRD2, CRD3], {}, '?'],
    ['is not known from checks of both', [deployed(DIGEST), CRD2, CRD3, CHECK2, CHECK3], {}, '?'],
    ['is not known from no CRD', [deployed(DIGEST)], {}, '?'],
    ['is not known from files without any of it', [deployed(DIGEST)], files, '?'],
    ['is that of the API for a Service alone', [CRD3], {}, 'v3'],
    ['is not known for a Service alone beside both CRDs', [CRD2, CRD3], {}, '?'],
    ['is that of the checks for a Service alone', [], only('HealthCheck'), 'v3'],
    ['is of nothing where nothing is', [], {}, 'none'],
    ['is of nothing where nothing is seen', [], HIDDEN, 'none'],
  ])('%s', (_words, objects, sight, variant) => {
    expect(found(objects, sight)).toBe(variant);
  });
});
