import { KUBERNETES, pods, secret, service } from './maker.ts';
import type { Maker } from './maker.ts';

const CNPG =
  'cloudnative-pg api/v1/cluster_types.go (ServiceReadWriteSuffix, ApplicationUserSecretSuffix …), docs labels_annotations';
const STRIMZI = 'strimzi api/src/main/java/io/strimzi/api/kafka/model/kafka/KafkaResources.java, ResourceLabels.java';

/** Operators of databases, queues and the like. */
export const OPERATOR_MAKERS: readonly Maker[] = [
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
        {
          [`${KUBERNETES}/name`]: '{name}',
          [`${KUBERNETES}/component`]: 'rabbitmq',
          [`${KUBERNETES}/part-of`]: 'rabbitmq',
        },
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
      service(
        { 'common.k8s.elastic.co/type': '*', [`${word}.k8s.elastic.co/cluster-name`]: '{name}' },
        `{name}-${short}-*`,
      ),
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
      service(
        { [`${KUBERNETES}/name`]: '{name}', [`${KUBERNETES}/part-of`]: 'redis-failover' },
        'rfr-{name}',
        'rfs-{name}',
      ),
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
    makes: [
      service({ [`${KUBERNETES}/instance`]: '{name}*' }, '{name}', '{name}-*'),
      pods({ [`${KUBERNETES}/instance`]: '{name}' }),
    ],
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
    makes: [
      service({ 'v1.min.io/tenant': '{name}' }, 'minio', '{name}-hl', '{name}-console'),
      pods({ 'v1.min.io/tenant': '{name}' }),
    ],
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
    makes: [
      service({ app: 'keycloak', [`${KUBERNETES}/instance`]: '{name}' }, '{name}-service'),
      secret('{name}-initial-admin'),
    ],
    source: 'keycloak operator KeycloakServiceDependentResource.java, Utils.java',
  },
];
