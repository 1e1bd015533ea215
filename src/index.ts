/**
 * promwire as a library: the pipeline of the command line without the terminal.
 *
 * readFiles or openKube + readSnapshot -> Snapshot; buildWorld + analyse -> Analysis; report -> Report; planFor -> Plan.
 */
export type * from './model.ts';
export { PromwireError } from './errors.ts';
export type { ErrorCode } from './errors.ts';
export { buildWorld, changeWorld } from './engine/world.ts';
export type { World } from './engine/world.ts';
export { analyse } from './engine/context.ts';
export type { Analysis, Rulebook } from './engine/context.ts';
export { report } from './engine/report.ts';
export type { Question } from './engine/report.ts';
export { planFor } from './engine/plan.ts';
export type { PlanInput } from './engine/plan-part.ts';
export { verify } from './engine/verify.ts';
export { decodeSelector, selects } from './engine/selector.ts';
export { readFiles } from './io/files.ts';
export { project } from './io/projection.ts';
export { openKube } from './io/kube/open.ts';
export type { Kube, OpenOptions } from './io/kube/open.ts';
export { readSnapshot } from './io/kube/read-snapshot.ts';
export type { ReadOptions } from './io/kube/read-snapshot.ts';
export { backends, checks, clusterChecks, profiles } from './registry.ts';
export { reportJson } from './render/report-json.ts';
export { reportText } from './render/text.ts';
export { coloured, plain } from './render/style.ts';
export { renderDashboard } from './render/dashboard.ts';
export { toYaml, toYamlStream } from './render/yaml.ts';
export { writeSnapshot } from './render/snapshot.ts';
export { VERSION } from './version.ts';
