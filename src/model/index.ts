/**
 * Every noun of promwire, by chapter, types only.
 *
 * The pipeline: cluster or files -> Snapshot -> World -> Judgement, Finding -> Plan -> files, dry-run, apply, Verification.
 * All data is readonly and JSON-serialisable; functions live in the other rooms.
 */
export type * from './kube.ts';
export type * from './gap.ts';
export type * from './release.ts';
export type * from './snapshot.ts';
export type * from './selector.ts';
export type * from './stack.ts';
export type * from './subject.ts';
export type * from './monitor.ts';
export type * from './judgement.ts';
export type * from './answers.ts';
export type * from './field.ts';
export type * from './finding.ts';
export type * from './fix.ts';
export type * from './family.ts';
export type * from './rule.ts';
export type * from './dashboard.ts';
export type * from './dashboard-import.ts';
export type * from './preview.ts';
export type * from './profile.ts';
export type * from './application-profile.ts';
export type * from './clusters.ts';
export type * from './completion.ts';
export type * from './config.ts';
export type * from './plan.ts';
export type * from './refusal.ts';
export type * from './removal.ts';
export type * from './setup.ts';
export type * from './verification.ts';
export type * from './running.ts';
export type * from './alerting.ts';
export type * from './observation.ts';
export type * from './comparison.ts';
export type * from './printed.ts';
export type * from './proven.ts';
export type * from './printed-all.ts';
export type * from './printed-clusters.ts';
