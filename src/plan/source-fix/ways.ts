/** The source of each kind of owner: which document it takes, and what is done with it. */
import { upgrade } from '../../kube/helm.ts';
import type { Release } from '../../kube/helm.ts';
import type { FieldEdit } from '../../kube/object-fields.ts';
import type { Owner } from '../../kube/owner.ts';
import type { ParentSetting } from '../../kube/parents.ts';
import { command, filePath, inNamespace, isName } from '../../kube/shell.ts';
import type { Json, JsonObject, Ref, SourceFix } from '../../model/index.ts';
import { nested } from './patches.ts';

/** Parts of one owner, which go into one document. */
export type Wanted =
  | { readonly kind: 'values'; readonly parts: readonly FieldEdit[] }
  | { readonly kind: 'patches'; readonly parts: readonly JsonObject[] }
  | { readonly kind: 'settings'; readonly parts: readonly ParentSetting[] };

type Made = Omit<SourceFix, 'owner' | 'objects'>;
type Of<K extends Owner['kind']> = Extract<Owner, { kind: K }>;

const patchesIn = (wanted: Wanted): readonly JsonObject[] => (wanted.kind === 'patches' ? wanted.parts : []);

const KUSTOMIZATION = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
const RENDERED = 'rendered.yaml';

/**
 * Reads what Helm rendered, and prints it patched. It is in a folder of its own for that time: it may hold Secrets.
 * Source: helm v3.19 pkg/postrender/exec.go (stdin and stdout).
 */
const POST_RENDER = `#!/bin/sh
# Helm's post-renderer: patches what comes on stdin, as kustomization.yaml next to it says.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
cp "$here/kustomization.yaml" "$there/"
cat > "$there/${RENDERED}"
kubectl kustomize "$there"
`;

export function inHelm(release: Release, wanted: Wanted, folder: string): Made {
  const name = nameOf('helm', release.namespace ?? '', release.name);
  const line = (flags: string): readonly string[] => {
    const made = upgrade(release, []);
    return made === undefined ? [] : [`${made} ${flags}`];
  };
  if (wanted.kind === 'values') {
    const file = `${name}-values.yaml`;
    return {
      file,
      content: nested({}, wanted.parts),
      how: 'The chart takes these values. In Git they belong to the values of the release; this command keeps all others:',
      commands: line(command`-f ${filePath(`${folder}/${file}`)}`),
    };
  }
  const script = `${name}/post-render.sh`;
  return {
    file: `${name}/kustomization.yaml`,
    content: { ...KUSTOMIZATION, resources: [RENDERED], patches: patchesIn(wanted) },
    script: { file: script, text: POST_RENDER },
    how: 'promwire knows no value of the chart for it. Where the chart has one, that is better; else what it renders is patched, by a post-renderer that every upgrade needs (Helm 4 takes one as a plugin only):',
    commands: line(command`--post-renderer sh --post-renderer-args ${filePath(`${folder}/${script}`)}`),
  };
}

/** Source: fluxcd/helm-controller api/v2/helmrelease_types.go (PostRenderers, Values). */
export function inHelmRelease({ name, namespace }: Of<'flux-helmrelease'>, wanted: Wanted): Made {
  const spec: JsonObject =
    wanted.kind === 'values'
      ? { values: nested({}, wanted.parts) }
      : { postRenderers: [{ kustomize: { patches: patchesIn(wanted) } }] };
  return {
    file: `${nameOf('helmrelease', namespace, name)}.yaml`,
    content: {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: metadata(name, namespace),
      spec,
    },
    how: 'Add these lines to the HelmRelease in Git, behind what its lists and maps have.',
    commands: [],
  };
}

/** Source: fluxcd/kustomize-controller api/v1/kustomization_types.go (Patches). */
export function inKustomization({ name, namespace }: Of<'flux-kustomization'>, wanted: Wanted): Made {
  return {
    file: `${nameOf('kustomization', namespace, name)}.yaml`,
    content: {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: metadata(name, namespace),
      spec: { patches: patchesIn(wanted) },
    },
    how: 'Change the object in the folder that the Kustomization applies, or add these lines to the Kustomization in Git, behind the patches that it has.',
    commands: [],
  };
}

/** Source: argo-cd pkg/apis/application/v1alpha1/types.go (ApplicationSourceHelm.ValuesObject, ApplicationSourceKustomize.Patches, since 2.9). */
export function inApplication({ application }: Of<'argocd'>, wanted: Wanted): Made {
  const [namespace, name] = application.includes('/') ? application.split('/') : [undefined, application];
  const file = `${nameOf('application', namespace ?? '', name ?? '')}.yaml`;
  if (wanted.kind === 'values')
    return {
      file,
      content: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: metadata(name ?? '', namespace ?? ''),
        spec: { source: { helm: { valuesObject: nested({}, wanted.parts) } } },
      },
      how: 'Add these values to the Application in Git, or to the values file that it names.',
      commands: [],
    };
  return {
    file,
    content: { patches: patchesIn(wanted) },
    how: 'Change the object in the source of the Application, or add these lines to the kustomization.yaml there (from Argo CD 2.9 on also to spec.source.kustomize of the Application).',
    commands: [],
  };
}

export function inParent(parent: Ref, wanted: Wanted, folder: string): Made {
  const settings = wanted.kind === 'settings' ? wanted.parts : [];
  const file = `${nameOf(parent.kind.toLowerCase(), parent.namespace ?? '', parent.name)}.yaml`;
  const lists = new Map<string, { path: readonly string[]; becomes: Json[] }>();
  for (const { path, becomes, list } of settings)
    if (list) {
      const known = lists.get(path.join('.')) ?? { path, becomes: [] };
      if (!known.becomes.includes(becomes)) known.becomes.push(becomes);
      lists.set(path.join('.'), known);
    }
  const { apiVersion, kind, name, namespace = '' } = parent;
  const merge = lists.size === 0 && isName(kind);
  return {
    file,
    content: nested({ apiVersion, kind, metadata: metadata(name, namespace) }, [
      ...settings.filter(({ list }) => !list),
      ...lists.values(),
    ]),
    how: `Its controller takes this from ${kind} ${name}: add these lines in the source of that${merge ? ', or where it has none:' : ', behind the entries that its lists have.'}`,
    commands: merge
      ? [
          command`kubectl patch ${kind.toLowerCase()} ${name} ${inNamespace(namespace)} --type merge --patch-file ${filePath(`${folder}/${file}`)}`,
        ]
      : [],
  };
}

const metadata = (name: string, namespace: string): JsonObject => ({
  name,
  ...(namespace === '' ? {} : { namespace }),
});

const nameOf = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('-');
