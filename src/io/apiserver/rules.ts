/**
 * The rules in CEL of the CRDs that promwire carries, each as a function. Keyed by the text of the rule: one that changes has
 * none, and test/io/apiserver/rules.test.ts says so.
 */
import { isObject, listAt, own } from '../../kube/json.ts';
import type { Json } from '../../model/index.ts';

/** The value of a field of self; undefined: has() is false. */
type Self = (field: string) => Json | undefined;
type Rule = (self: Self) => boolean;

const has = (self: Self, field: string): boolean => self(field) !== undefined;
const isDaemonSet = (self: Self): boolean => self('mode') === 'DaemonSet';

/** What a PrometheusAgent that runs on every node may not have. */
const NOT_ON_EVERY_NODE = [
  ...['replicas', 'storage', 'persistentVolumeClaimRetentionPolicy', 'scrapeConfigSelector', 'probeSelector'],
  ...['scrapeConfigNamespaceSelector', 'probeNamespaceSelector', 'serviceMonitorSelector'],
  ...['serviceMonitorNamespaceSelector', 'additionalScrapeConfigs', 'shardingStrategy'],
];

function enoughShards(self: Self): boolean {
  const strategy = self('shardingStrategy');
  if (!isObject(strategy) || own(strategy, 'mode') !== 'Topology') return true;
  const zones = listAt(strategy, 'topology', 'values').length;
  return zones === 0 || Number(self('shards') ?? 1) >= zones;
}

const atMostOne = (self: Self, ...fields: readonly string[]): boolean =>
  fields.filter((field) => has(self, field)).length <= 1;

export const RULES: Readonly<Record<string, Rule>> = {
  '!has(self.externalId) || has(self.roleArn)': (self) => !has(self, 'externalId') || has(self, 'roleArn'),
  "!(self.type != 'RollingUpdate' && has(self.rollingUpdate))": (self) =>
    !has(self, 'rollingUpdate') || self('type') === 'RollingUpdate',
  "!has(self.topology) || (has(self.mode) && self.mode == 'Topology')": (self) =>
    !has(self, 'topology') || self('mode') === 'Topology',
  "!has(self.shardingStrategy) || !has(self.shardingStrategy.mode) || self.shardingStrategy.mode != 'Topology' || !has(self.shardingStrategy.topology) || !has(self.shardingStrategy.topology.values) || self.shardingStrategy.topology.values.size() == 0 || (has(self.shards) ? self.shards : 1) >= self.shardingStrategy.topology.values.size()":
    enoughShards,
  "!(has(self.mode) && self.mode == 'DaemonSet' && has(self.shards) && self.shards > 1)": (self) =>
    !isDaemonSet(self) || !(Number(self('shards') ?? 1) > 1),
  ...Object.fromEntries(
    NOT_ON_EVERY_NODE.map((field) => [
      `!(has(self.mode) && self.mode == 'DaemonSet' && has(self.${field}))`,
      (self: Self): boolean => !isDaemonSet(self) || !has(self, field),
    ]),
  ),
  '[has(self.basicAuth), has(self.authorization), has(self.oauth2)].filter(x, x).size() <= 1': (self) =>
    atMostOne(self, 'basicAuth', 'authorization', 'oauth2'),
  '(has(self.folderUID) && !(has(self.folderRef))) || (has(self.folderRef) && !(has(self.folderUID))) || !(has(self.folderRef) && (has(self.folderUID)))':
    (self) => atMostOne(self, 'folderUID', 'folderRef'),
  '(has(self.folder) && !(has(self.folderRef) || has(self.folderUID))) || !(has(self.folder))': (self) =>
    !has(self, 'folder') || !(has(self, 'folderRef') || has(self, 'folderUID')),
  '(has(self.parentFolderUID) && !(has(self.parentFolderRef))) || (has(self.parentFolderRef) && !(has(self.parentFolderUID))) || !(has(self.parentFolderRef) && (has(self.parentFolderUID)))':
    (self) => atMostOne(self, 'parentFolderUID', 'parentFolderRef'),
};

/** A rule that no function stands for cannot be broken here. */
export function obeys(rule: string, self: Self): boolean {
  return own(RULES, rule)?.(self) ?? true;
}
