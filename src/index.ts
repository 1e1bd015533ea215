/**
 * promwire as a library: the pipeline of the command line without the terminal.
 *
 * readFiles or openKube + readSnapshot -> Snapshot; buildWorld + analyse -> Analysis; report -> Report; planFor -> Plan.
 */
export type * from './model/index.ts';
export { PromwireError } from './errors.ts';
export type { ErrorCode } from './errors.ts';
export { buildWorld, changeWorld } from './world/world.ts';
export type { World } from './world/world.ts';
export { analyse } from './judge/analysis.ts';
export type { Analysis, Rulebook } from './judge/analysis.ts';
export { report } from './judge/report.ts';
export type { Question } from './judge/report.ts';
export { planFor } from './plan/plan.ts';
export type { PlanInput } from './plan/part.ts';
export { verify } from './verify/verify.ts';
export { decodeSelector, selects } from './kube/selector.ts';
export { readFiles } from './io/files/index.ts';
export { project } from './io/projection/index.ts';
export { openKube } from './io/kube/connect/open.ts';
export type { Kube, OpenOptions } from './io/kube/connect/open.ts';
export { readSnapshot } from './io/kube/read-snapshot.ts';
export type { ReadOptions } from './io/kube/read-snapshot.ts';
export { backends, checks, clusterChecks, profiles } from './registry.ts';
export { reportJson } from './render/report-json.ts';
export { reportText } from './render/text/report.ts';
export { coloured, plain } from './render/text/style.ts';
export { renderDashboard } from './backends/grafana/model/dashboard.ts';
export { toYaml, toYamlStream } from './render/yaml.ts';
export { writeSnapshot } from './render/snapshot.ts';
export { VERSION } from './version.ts';
