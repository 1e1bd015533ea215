import { existsSync } from 'node:fs';
import type * as Builds from '../../scripts/builds.mjs';

// Imported by a computed address so that a bundler leaves it alone: it finds its files next to itself.
const builds = (await import(new URL('../../scripts/builds.mjs', import.meta.url).href)) as typeof Builds;

export type ProgramName =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kubectl'
  | 'prometheus-operator'
  | 'prometheus-operator-0.70.0'
  | 'prometheus-operator-0.79.2'
  | 'prometheus-config-reloader'
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'amtool'
  | 'node_exporter'
  | 'blackbox_exporter'
  | 'pushgateway'
  | 'helm'
  | 'judge'
  | 'reconciler';

/** Fails for what is not there: a test must never build it, in the namespace it could fetch nothing. */
const built = (file: string | undefined): string => {
  if (file === undefined || !existsSync(file))
    throw new Error(
      `${file ?? 'a program that no pin names'} is not built. It is built before the network namespace is entered, which has no network: node scripts/provision.mjs`,
    );
  return file;
};

/** The folders and programs that scripts/provision.mjs built; `bedtool` and the CRDs included. */
export const programs = (): {
  readonly bedtool: string;
  readonly crds: string;
  /** Those of an older operator: `crdsOf('prometheus-operator-0.70.0')`. */
  readonly crdsOf: (operator: ProgramName) => string;
  /** Those of grafana-operator, which no bed has of itself. */
  readonly grafanaCrds: string;
  /** Where the first bed keeps etcd's files with the CRDs in them. */
  readonly etcdImage: string;
  readonly program: (name: ProgramName) => string;
} => {
  const paths = builds.bedPaths();
  const binaries = builds.binaryPaths();
  return {
    bedtool: paths.tool,
    crds: paths.crds,
    crdsOf: (operator) => built(builds.copiedFolder(operator, 'crds')),
    grafanaCrds: paths.grafanaCrds,
    etcdImage: paths.etcdImage,
    program: (name) => built(binaries[name]),
  };
};

/** True when everything is built; `node scripts/provision.mjs` makes it so. */
export const isProvisioned = (): boolean => builds.isProvisioned();
