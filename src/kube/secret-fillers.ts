/** Secrets and ConfigMaps whose keys a controller adds: one row for each sign by which it knows them. */
import type { KubeObject } from '../model/index.ts';
import { stringAt } from './json.ts';

interface Filler {
  readonly kinds: readonly ('Secret' | 'ConfigMap')[];
  /** A type, or an annotation or a label that is there and not "false". */
  readonly sign: { readonly type: string } | { readonly annotation: string } | { readonly label: string };
  /** What it adds; any key unless said. */
  readonly keys?: readonly string[];
  readonly by: string;
  /** Where in the project's source that is written. */
  readonly source: string;
}

const BOTH = ['Secret', 'ConfigMap'] as const;
const OPENSHIFT_CA = 'the service CA operator of OpenShift';

const FILLERS: readonly Filler[] = [
  {
    kinds: ['Secret'],
    sign: { type: 'kubernetes.io/service-account-token' },
    keys: ['token', 'ca.crt', 'namespace'],
    by: 'the controller of service account tokens',
    source:
      'kubernetes pkg/controller/serviceaccount/tokens_controller.go ensureReferencedToken, generateTokenIfNeeded',
  },
  ...['service.beta.openshift.io/inject-cabundle', 'service.alpha.openshift.io/inject-cabundle'].map(
    (annotation): Filler => ({
      kinds: ['ConfigMap'],
      sign: { annotation },
      keys: ['service-ca.crt'],
      by: OPENSHIFT_CA,
      source: 'openshift service-ca-operator pkg/controller/cabundleinjector/configmap.go',
    }),
  ),
  {
    kinds: ['ConfigMap'],
    sign: { label: 'config.openshift.io/inject-trusted-cabundle' },
    keys: ['ca-bundle.crt'],
    by: 'the network operator of OpenShift',
    source: 'openshift cluster-network-operator pkg/names/names.go TRUSTED_CA_BUNDLE_CONFIGMAP_LABEL, _KEY',
  },
  {
    kinds: BOTH,
    sign: { annotation: 'reflector.v1.k8s.emberstack.com/reflects' },
    by: 'Reflector',
    source: 'emberstack/kubernetes-reflector README, annotations of the mirror',
  },
  {
    kinds: BOTH,
    sign: { annotation: 'replicator.v1.mittwald.de/replicate-from' },
    by: 'kubernetes-replicator',
    source: 'mittwald/kubernetes-replicator replicate/common/consts.go ReplicateFromAnnotation',
  },
  {
    kinds: ['Secret'],
    sign: { annotation: 'secret-generator.v1.mittwald.de/autogenerate' },
    by: 'kubernetes-secret-generator',
    source: 'mittwald/kubernetes-secret-generator pkg/controller/secret/types.go AnnotationSecretAutoGenerate',
  },
];

/** Annotations that are such a sign. */
export const FILLER_ANNOTATIONS: readonly string[] = FILLERS.flatMap(({ sign }) =>
  'annotation' in sign ? [sign.annotation] : [],
);

/** Who adds this key to a Secret or ConfigMap; undefined: nobody that is known. */
export function fillerOf(object: KubeObject, key: string): string | undefined {
  const { labels, annotations } = object.metadata;
  const isSigned = ({ sign }: Filler): boolean => {
    if ('type' in sign) return stringAt(object.body, 'facts', 'type') === sign.type;
    const value = 'label' in sign ? labels[sign.label] : annotations[sign.annotation];
    return value !== undefined && value !== 'false';
  };
  return FILLERS.find(
    (filler) =>
      filler.kinds.some((kind) => kind === object.kind) && (filler.keys?.includes(key) ?? true) && isSigned(filler),
  )?.by;
}
