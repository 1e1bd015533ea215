/** Files that are no promwire.yaml, each with what is said of it. */
export const HEAD = 'apiVersion: promwire.dev/v1alpha1\nkind: Config\n';
export const cluster = (more: string): string =>
  `${HEAD}clusters:\n  - name: prod\n${more.trimEnd().replaceAll(/^/gm, '    ')}\n`;
export const SOURCES = 'sources: [{ path: apps }]\n';
const taken = (entry: string): string => cluster(`${SOURCES}expect:\n  taken:\n    - ${entry}`);
const excused = (fields: Readonly<Record<string, string>>): string =>
  cluster(
    `${SOURCES}expect:\n  excused:\n    - ${Object.entries({
      check: 'label-mismatch',
      kind: 'ServiceMonitor',
      namespace: 'shop',
      name: 'web',
      reason: 'later',
      until: '2027-01-31',
      ...fields,
    })
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n      ')}`,
  );

/** What is said behind the name of the file, and (after " | ") what to do. */
export const MALFORMED: readonly (readonly [what: string, text: string, said: string])[] = [
  ['nothing', '', ': there is nothing in it'],
  ['no YAML', `${HEAD}clusters: [\n`, ':3:12: Flow sequence'],
  ['a second document', `${cluster(SOURCES)}---\na: 1\n`, ':7: it holds a second document | Keep all clusters'],
  ['a list', '- a\n', ':1:1: the whole: must be object'],
  [
    'another kind',
    HEAD.replace('Config', 'Confg') + 'clusters: []\n',
    ':2:1: kind: must be Config; did you mean Config?',
  ],
  [
    'a later version',
    'apiVersion: promwire.dev/v2\nkind: Config\nclusters: []\n',
    ':1:1: apiVersion: must be promwire.dev/v1alpha1',
  ],
  [
    'a kind that is no text',
    'apiVersion: promwire.dev/v1alpha1\nkind: 5\nclusters: []\n',
    ':2:1: kind: must be Config',
  ],
  ['a key twice', `${cluster(SOURCES)}kind: Config\n`, ':6:1: kind stands twice, first in line 2'],
  ['no clusters', HEAD, ":1:1: the whole: must have required property 'clusters'"],
  ['clusters of none', `${HEAD}clusters: []\n`, ':3:1: clusters: it needs a cluster, such as - name: prod'],
  ['a map of clusters', `${HEAD}clusters: { prod: {} }\n`, ':3:1: clusters: must be array'],
  [
    'a misspelt field',
    cluster('source: []'),
    ':5:5: clusters.0.source: no such field; did you mean sources? | clusters.0 has: name, context',
  ],
  ['a misspelt section', `${cluster(SOURCES)}cluster: []\n`, ':6:1: cluster: no such field; did you mean clusters?'],
  [
    'a cluster without a name',
    `${HEAD}clusters:\n  - context: a\n`,
    ":4:5: clusters.0: must have required property 'name'",
  ],
  [
    'a name of two words',
    `${HEAD}clusters:\n  - name: a b\n    context: a\n`,
    ':4:5: clusters.0.name: at most 63 letters',
  ],
  [
    'two clusters of one name',
    `${HEAD}clusters:\n  - { name: a, context: a }\n  - { name: a, context: b }\n`,
    ':5:7: clusters.1.name: another cluster has this name already',
  ],
  [
    'nothing to read',
    cluster('defaultNamespace: shop'),
    ':4:5: clusters.0: nothing to read: it needs sources, captured, or a context',
  ],
  ['an empty context', cluster('context: ""'), ':5:5: clusters.0.context: a context has a name'],
  [
    'a path that is no text',
    cluster('captured: [1]'),
    ':5:16: clusters.0.captured.0: must be string: put it in quotes, without which YAML reads it as a number',
  ],
  ['a source that is a text', cluster('sources: [apps]'), ':5:15: clusters.0.sources.0: must be object'],
  ['an absolute path', cluster('captured: [/etc]'), ':5:16: clusters.0.captured.0: not an absolute path'],
  [
    'a path that leads out',
    cluster('sources: [{ path: ../../etc }]'),
    ':5:17: clusters.0.sources.0.path: it leads out of the repository',
  ],
  ['standard input', cluster('sources: [{ path: ./- }]'), ':5:17: clusters.0.sources.0.path: not standard input'],
  [
    'a namespace that is none',
    cluster(`${SOURCES}defaultNamespace: Shop`),
    ':6:5: clusters.0.defaultNamespace: a namespace is at most 63',
  ],
  [
    'a control character',
    cluster(`${SOURCES}context: "a\\u001bb"`),
    ':6:5: clusters.0.context: it holds a control character',
  ],
  [
    'a kind that nothing takes',
    taken('{ kind: Service, namespace: shop, name: web }'),
    ':8:13: clusters.0.expect.taken.0.kind: must be one of ServiceMonitor, PodMonitor',
  ],
  ['a misspelt kind', taken('{ kind: ServiceMonitr, namespace: shop, name: web }'), 'did you mean ServiceMonitor?'],
  [
    'an object without a namespace',
    taken('{ kind: Probe, name: web }'),
    ":8:11: clusters.0.expect.taken.0: must have required property 'namespace'",
  ],
  [
    'a namespace with a capital',
    taken('{ kind: Probe, namespace: Shop, name: web }'),
    ':8:26: clusters.0.expect.taken.0.namespace: a namespace is',
  ],
  [
    'an object twice',
    taken('{ kind: Probe, namespace: a, name: b }\n    - { kind: Probe, namespace: a, name: b }'),
    ':9:11: clusters.0.expect.taken.1: another entry is about the same object',
  ],
  [
    'an unknown check',
    excused({ check: 'label-mismatsch' }),
    ':8:11: clusters.0.expect.excused.0.check: no such check; did you mean label-mismatch?',
  ],
  [
    'an unknown kind',
    excused({ kind: 'Servicemonitor' }),
    ':9:11: clusters.0.expect.excused.0.kind: no kind that promwire reads; did you mean ServiceMonitor?',
  ],
  ['no reason', excused({ reason: '" "' }), ':12:11: clusters.0.expect.excused.0.reason: say why'],
  ['no day', excused({ until: 'tomorrow' }), ':13:11: clusters.0.expect.excused.0.until: not a day such as 2027-01-31'],
  ['a day that there is not', excused({ until: '2027-02-30' }), ':13:11: clusters.0.expect.excused.0.until: not a day'],
  ['a day as a number', excused({ until: '20270131' }), ':13:11: clusters.0.expect.excused.0.until: must be string'],
];
