import { describe, expect, it } from '@jest/globals';
import { clusterNames } from '../../../src/app/config/init-clusters.ts';

const overlays = (...paths: readonly string[]): readonly string[] =>
  paths.map((path) => `${path.replace(':', '/overlays/')}/kustomization.yaml`);

describe('folders that are called as clusters are', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['below clusters', ['clusters/a/x.yaml', 'clusters/b/x.yaml', 'app/overlays/prod/x.yaml'], ['a', 'b']],
    [
      'overlays called as environments are',
      overlays('a:eu-prod', 'a:eu-staging', 'b:lab'),
      ['eu-prod', 'eu-staging', 'lab'],
    ],
    ['the same overlays in most places', overlays('a:east', 'a:west', 'b:east', 'b:west'), ['east', 'west']],
    ['no ways to install a component', overlays('a:istio', 'a:standalone', 'b:istio', 'c:gke', 'd:postgres'), []],
    ['not a single environment among such ways', overlays('a:istio', 'b:test', 'c:gke'), []],
    ['not one folder alone', ['clusters/a/x.yaml', 'clusters/a/y.yaml'], []],
  ])('%s', (_what, files, names) => {
    expect(clusterNames(files)).toEqual(names);
  });
});
