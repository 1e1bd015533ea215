/*
 * Objects that no file brings, because something in the cluster makes them: one row for each kind that does, with what it
 * makes. `{name}` is the name of the object, `{spec.a.b}` a field of it; a pattern whose field is absent makes nothing; `*`
 * stands for any text. Nothing is concluded from a row but who makes an object: that it is not among files is no fault anyway.
 */

export interface Made {
  readonly kind: 'Secret' | 'ConfigMap' | 'Service' | 'Pod';
  readonly names?: readonly string[];
  /** Labels that it has, by which monitors find it. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Maker {
  readonly group: string;
  readonly kind: string;
  /** In every namespace, and not in its own alone. */
  readonly anywhere?: true;
  readonly makes: readonly Made[];
  /** Where in the project's source that is written. */
  readonly source: string;
}

const secret = (...names: readonly string[]): Made => ({ kind: 'Secret', names });
const service = (labels: Made['labels'], ...names: readonly string[]): Made => ({
  kind: 'Service',
  names,
  ...(labels === undefined ? {} : { labels }),
});
const pods = (labels: Readonly<Record<string, string>>): Made => ({ kind: 'Pod', labels });

const KUBERNETES = 'app.kubernetes.io';

/** Kinds that hold, fetch or issue Secrets. */
const SECRETS: readonly Maker[] = [
  {
    group: 'external-secrets.io',
    kind: 'ExternalSecret',
    makes: [secret('{spec.target.name}', '{name}')],
    source: 'external-secrets apis/externalsecrets/v1/externalsecret_types.go ExternalSecretTarget.Name',
  },
  {
    group: 'external-secrets.io',
    kind: 'ClusterExternalSecret',
    anywhere: true,
    makes: [secret('{spec.externalSecretSpec.target.name}', '{spec.externalSecretName}', '{name}')],
    source: 'external-secrets apis/externalsecrets/v1/clusterexternalsecret_types.go',
  },
  {
    group: 'bitnami.com',
    kind: 'SealedSecret',
    makes: [secret('{spec.template.metadata.name}', '{name}')],
    source: 'sealed-secrets pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go Unseal',
  },
  {
    group: 'cert-manager.io',
    kind: 'Certificate',
    makes: [secret('{spec.secretName}')],
    source: 'cert-manager pkg/apis/certmanager/v1/types_certificate.go SecretName',
  },
  ...['Issuer', 'ClusterIssuer'].map((kind): Maker => ({
    group: 'cert-manager.io',
    kind,
    ...(kind === 'Issuer' ? {} : { anywhere: true }),
    makes: [secret('{spec.acme.privateKeySecretRef.name}')],
    source: 'cert-manager pkg/apis/acme/v1/types_issuer.go ACMEIssuer.PrivateKey',
  })),
  {
    group: 'trust.cert-manager.io',
    kind: 'Bundle',
    anywhere: true,
    makes: [{ kind: 'ConfigMap', names: ['{name}'] }, secret('{name}')],
    source: 'trust-manager pkg/apis/trust/v1alpha1/types_bundle.go BundleTarget',
  },
  ...['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret', 'HCPVaultSecretsApp'].map((kind): Maker => ({
    group: 'secrets.hashicorp.com',
    kind,
    makes: [secret('{spec.destination.name}')],
    source: 'vault-secrets-operator api/v1beta1/common.go Destination',
  })),
  {
    group: 'secrets-store.csi.x-k8s.io',
    kind: 'SecretProviderClass',
    makes: [secret('{spec.secretObjects.secretName}')],
    source: 'secrets-store-csi-driver apis/v1/secretproviderclass_types.go SecretObject',
  },
  {
    group: 'onepassword.com',
    kind: 'OnePasswordItem',
    makes: [secret('{name}')],
    source: '1password onepassword-operator internal/controller/onepassworditem_controller.go',
  },
  {
    group: 'isindir.github.com',
    kind: 'SopsSecret',
    makes: [secret('{spec.secretTemplates.name}')],
    source: 'sops-secrets-operator api/v1alpha3/sopssecret_types.go SopsSecretTemplate',
  },
  {
    group: 'secrets.infisical.com',
    kind: 'InfisicalSecret',
    makes: [secret('{spec.managedSecretReference.secretName}')],
    source: 'infisical k8-operator/api/v1alpha1/infisicalsecret_types.go',
  },
];

const CNPG = 'cloudnative-pg api/v1/cluster_types.go (ServiceReadWriteSuffix, ApplicationUserSecretSuffix …), docs labels_annotations';
const STRIMZI = 'strimzi api/src/main/java/io/strimzi/api/kafka/model/kafka/KafkaResources.java, ResourceLabels.java';

/** Operators of databases, queues and the like. */
const OPERATORS: readonly Maker[] = [
  {
    group: 'postgresql.cnpg.io',
    kind: 'Cluster',
    makes: [
      service({ 'cnpg.io/cluster': '{name}' }, '{name}-rw', '{name}-ro', '{name}-r'),
      secret('{name}-app', '{name}-superuser', '{name}-ca', '{name}-server', '{name}-replication'),
      pods({ 'cnpg.io/cluster': '{name}', 'cnpg.io/podRole': 'instance', 'cnpg.io/instanceRole': '*' }),
    ],
    source: CNPG,
  },
  {
    group: 'postgresql.cnpg.io',
    kind: 'Pooler',
    makes: [service({ 'cnpg.io/poolerName': '{name}' }, '{name}'), pods({ 'cnpg.io/poolerName': '{name}' })],
    source: CNPG,
  },
  {
    group: 'acid.zalan.do',
    kind: 'postgresql',
    makes: [
      service({ 'cluster-name': '{name}', application: 'spilo' }, '{name}', '{name}-repl', '{name}-pooler'),
      secret('*.{name}.credentials*'),
      pods({ 'cluster-name': '{name}', application: 'spilo' }),
    ],
    source: 'postgres-operator pkg/util/config/config.go (ClusterNameLabel, SecretNameTemplate)',
  },
  ...['Kafka', 'KafkaConnect', 'KafkaMirrorMaker2', 'KafkaBridge'].map((kind): Maker => ({
    group: 'kafka.strimzi.io',
    kind,
    makes: [
      service({ 'strimzi.io/cluster': '{name}', 'strimzi.io/kind': kind, 'strimzi.io/name': '*' }, '{name}-*'),
      secret('{name}-*'),
      pods({ 'strimzi.io/cluster': '{name}', 'strimzi.io/kind': kind, 'strimzi.io/name': '*' }),
    ],
    source: STRIMZI,
  })),
  { group: 'kafka.strimzi.io', kind: 'KafkaUser', makes: [secret('{name}')], source: STRIMZI },
  {
    group: 'rabbitmq.com',
    kind: 'RabbitmqCluster',
    makes: [
      service(
        { [`${KUBERNETES}/name`]: '{name}', [`${KUBERNETES}/component`]: 'rabbitmq', [`${KUBERNETES}/part-of`]: 'rabbitmq' },
        '{name}',
        '{name}-nodes',
      ),
      secret('{name}-default-user', '{name}-erlang-cookie'),
      pods({ [`${KUBERNETES}/name`]: '{name}', [`${KUBERNETES}/component`]: 'rabbitmq' }),
    ],
    source: 'cluster-operator internal/resource/service.go, internal/metadata/label.go',
  },
  ...(
    [
      ['Elasticsearch', 'elasticsearch', 'es'],
      ['Kibana', 'kibana', 'kb'],
      ['ApmServer', 'apm', 'apm'],
      ['Logstash', 'logstash', 'ls'],
    ] as const
  ).map(([kind, word, short]): Maker => ({
    group: `${word}.k8s.elastic.co`,
    kind,
    makes: [
      service({ 'common.k8s.elastic.co/type': '*', [`${word}.k8s.elastic.co/cluster-name`]: '{name}' }, `{name}-${short}-*`),
      secret(`{name}-${short}-*`),
      pods({ 'common.k8s.elastic.co/type': '*', [`${word}.k8s.elastic.co/cluster-name`]: '{name}' }),
    ],
    source: 'cloud-on-k8s pkg/controller/elasticsearch/services/services.go, label/label.go',
  })),
  ...['Redis', 'RedisCluster', 'RedisReplication', 'RedisSentinel'].map((kind): Maker => ({
    group: 'redis.redis.opstreelabs.in',
    kind,
    makes: [service({ app: '{name}*', redis_setup_type: '*' }, '{name}', '{name}-*'), pods({ app: '{name}*' })],
    source: 'ot-container-kit redis-operator internal/k8sutils/labels.go',
  })),
  {
    group: 'databases.spotahome.com',
    kind: 'RedisFailover',
    makes: [
      service({ [`${KUBERNETES}/name`]: '{name}', [`${KUBERNETES}/part-of`]: 'redis-failover' }, 'rfr-{name}', 'rfs-{name}'),
      pods({ [`${KUBERNETES}/name`]: '{name}', [`${KUBERNETES}/part-of`]: 'redis-failover' }),
    ],
    source: 'spotahome redis-operator operator/redisfailover/service/names.go',
  },
  {
    group: 'mongodbcommunity.mongodb.com',
    kind: 'MongoDBCommunity',
    makes: [service({ app: '{name}-svc' }, '{name}-svc'), pods({ app: '{name}-svc' }), secret('{name}-*')],
    source: 'mongodb-kubernetes-operator api/v1/mongodbcommunity_types.go ServiceName',
  },
  {
    group: 'k8s.mariadb.com',
    kind: 'MariaDB',
    makes: [service({ [`${KUBERNETES}/instance`]: '{name}*' }, '{name}', '{name}-*'), pods({ [`${KUBERNETES}/instance`]: '{name}' })],
    source: 'mariadb-operator pkg/builder/labels/labels.go',
  },
  {
    group: 'opensearch.opster.io',
    kind: 'OpenSearchCluster',
    makes: [service({ 'opster.io/opensearch-cluster': '{name}' }, '{spec.general.serviceName}', '{name}*')],
    source: 'opensearch-k8s-operator opensearch-operator/pkg/builders/cluster.go',
  },
  {
    group: 'minio.min.io',
    kind: 'Tenant',
    makes: [service({ 'v1.min.io/tenant': '{name}' }, 'minio', '{name}-hl', '{name}-console'), pods({ 'v1.min.io/tenant': '{name}' })],
    source: 'minio operator pkg/apis/minio.min.io/v2/names.go',
  },
  {
    group: 'ceph.rook.io',
    kind: 'CephCluster',
    makes: [service({ app: 'rook-ceph-*', rook_cluster: '*' }, 'rook-ceph-*'), pods({ app: 'rook-ceph-*' })],
    source: 'rook pkg/operator/ceph/cluster/mgr/spec.go',
  },
  {
    group: 'argoproj.io',
    kind: 'ArgoCD',
    makes: [service({ [`${KUBERNETES}/name`]: '{name}-*' }, '{name}-*'), secret('{name}-*')],
    source: 'argocd-operator controllers/argocd/service.go, common/values.go',
  },
  {
    group: 'k8s.keycloak.org',
    kind: 'Keycloak',
    makes: [service({ app: 'keycloak', [`${KUBERNETES}/instance`]: '{name}' }, '{name}-service'), secret('{name}-initial-admin')],
    source: 'keycloak operator KeycloakServiceDependentResource.java, Utils.java',
  },
];

/** Stacks and what belongs to them. */
const STACKS: readonly Maker[] = [
  {
    group: 'monitoring.coreos.com',
    kind: 'Prometheus',
    makes: [
      service({ 'operated-prometheus': 'true' }, 'prometheus-operated'),
      secret('prometheus-{name}', 'prometheus-{name}-*'),
      pods({ [`${KUBERNETES}/name`]: 'prometheus', [`${KUBERNETES}/instance`]: '{name}', prometheus: '{name}' }),
    ],
    source: 'prometheus-operator pkg/prometheus/server/statefulset.go, pkg/prometheus/common.go',
  },
  {
    group: 'monitoring.coreos.com',
    kind: 'Alertmanager',
    makes: [
      service({ 'operated-alertmanager': 'true' }, 'alertmanager-operated'),
      secret('alertmanager-{name}-generated', 'alertmanager-{name}'),
      pods({ [`${KUBERNETES}/name`]: 'alertmanager', [`${KUBERNETES}/instance`]: '{name}', alertmanager: '{name}' }),
    ],
    source: 'prometheus-operator pkg/alertmanager/statefulset.go',
  },
  {
    group: 'monitoring.coreos.com',
    kind: 'ThanosRuler',
    makes: [service({ 'operated-thanos-ruler': 'true' }, 'thanos-ruler-operated'), pods({ 'thanos-ruler': '{name}' })],
    source: 'prometheus-operator pkg/thanos/statefulset.go',
  },
  {
    group: 'grafana.integreatly.org',
    kind: 'Grafana',
    makes: [service({ dashboards: '*' }, '{name}-service'), secret('{name}-admin-credentials')],
    source: 'grafana-operator controllers/model/grafana_resources.go',
  },
  {
    group: 'opentelemetry.io',
    kind: 'OpenTelemetryCollector',
    makes: [
      service({ [`${KUBERNETES}/instance`]: '*.{name}', [`${KUBERNETES}/managed-by`]: 'opentelemetry-operator' }, '{name}-*'),
      pods({ [`${KUBERNETES}/instance`]: '*.{name}', [`${KUBERNETES}/managed-by`]: 'opentelemetry-operator' }),
    ],
    source: 'opentelemetry-operator internal/naming/main.go, internal/manifests/manifestutils/labels.go',
  },
  ...['VMSingle', 'VMAgent', 'VMAlert', 'VMAlertmanager', 'VMCluster'].map((kind): Maker => ({
    group: 'operator.victoriametrics.com',
    kind,
    makes: [
      service({ [`${KUBERNETES}/instance`]: '{name}', 'managed-by': 'vm-operator' }, `${kind.toLowerCase()}-{name}`, 'vm*-{name}'),
    ],
    source: 'victoriametrics operator api/operator/v1beta1 SelectorLabels, PrefixedName',
  })),
];

export const MAKERS: readonly Maker[] = [...SECRETS, ...OPERATORS, ...STACKS];

/** What a cluster has without any file: who makes it, where, and the labels by which monitors find it. */
export interface Own {
  readonly by: string;
  readonly namespace: string;
  readonly kind: 'Service' | 'Pod';
  readonly names: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * prometheus-operator v0.93.0 pkg/kubelet/controller.go (the Service of the kubelets); kubernetes v1.36.3 pkg/controlplane/controller/kubernetesservice (default/kubernetes), cluster/addons/dns/coredns; the
 * labels of control plane pods are those of kubeadm (cmd/kubeadm/app/phases/controlplane/manifests.go) and of kops.
 */
export const OWN: readonly Own[] = [
  {
    by: 'the API server',
    namespace: 'default',
    kind: 'Service',
    names: ['kubernetes'],
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  {
    by: 'the distribution of Kubernetes',
    namespace: 'kube-system',
    kind: 'Service',
    names: ['kube-dns', 'coredns'],
    labels: { 'k8s-app': 'kube-dns', [`${KUBERNETES}/name`]: 'coredns' },
  },
  {
    by: 'the distribution of Kubernetes',
    namespace: 'kube-system',
    kind: 'Pod',
    names: [],
    labels: { 'k8s-app': 'kube-dns', [`${KUBERNETES}/name`]: 'coredns' },
  },
  {
    by: 'the Prometheus Operator (flag --kubelet-service)',
    namespace: '*',
    kind: 'Service',
    names: ['kubelet', '*-kubelet'],
    labels: { 'k8s-app': 'kubelet', [`${KUBERNETES}/name`]: 'kubelet' },
  },
  ...(['kube-controller-manager', 'kube-scheduler', 'etcd', 'kube-etcd', 'kube-proxy', 'kube-apiserver'] as const).flatMap(
    (name) =>
      (['Service', 'Pod'] as const).map((kind): Own => ({
        by: 'the distribution of Kubernetes',
        namespace: 'kube-system',
        kind,
        names: [name],
        labels: { component: name, 'k8s-app': name, tier: 'control-plane', [`${KUBERNETES}/name`]: name },
      })),
  ),
];
