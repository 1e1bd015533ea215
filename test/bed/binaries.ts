import type * as Provision from '../../scripts/provision.mjs';

// Imported by a computed address so that a bundler leaves it alone: it finds its files beside itself.
const provision = (await import(new URL('../../scripts/provision.mjs', import.meta.url).href)) as typeof Provision;

/** The folders and programs that scripts/provision.mjs built; `bedtool` and the CRDs included. */
export const programs = (): {
  readonly bedtool: string;
  readonly crds: string;
  /** Those of grafana-operator, which no bed has of itself. */
  readonly grafanaCrds: string;
  readonly program: (name: ProgramName) => string;
} => {
  const paths = provision.bedPaths();
  const binaries = provision.binaryPaths();
  return {
    bedtool: paths.tool,
    crds: paths.crds,
    grafanaCrds: paths.grafanaCrds,
    program: (name) => {
      const file = binaries[name];
      if (file === undefined) throw new Error(`no pin builds ${name}`);
      return file;
    },
  };
};

export type ProgramName =
  'etcd' | 'kube-apiserver' | 'kubectl' | 'prometheus-operator' | 'prometheus' | 'promtool' | 'alertmanager' | 'amtool';

/** True when everything is built; `node scripts/provision.mjs` makes it so. */
export const isProvisioned = (): boolean => provision.isProvisioned();
