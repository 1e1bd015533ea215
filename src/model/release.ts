/** Charts that a tool of a Git repository will install (Flux, Argo CD, k3s, Kustomize), as its files tell; nothing is rendered. */
import type { FilePlace, JsonObject, Origin, Ref } from './kube.ts';

/** One source of values of a release. */
export interface ValuesLayer {
  /** As a reader finds it: "spec.values", "ConfigMap shop/values (key values.yaml)". */
  readonly name: string;
  /** The values that may be kept (io/projection/values.ts). Absent: it is not among the files. */
  readonly values?: JsonObject;
  /** Where the values stand, by their paths joined with dots; "" is where they begin. */
  readonly places: Readonly<Record<string, FilePlace>>;
}

/** A patch of what a chart makes, by Flux (postRenderers) or a kustomization around the chart. */
export interface ReleasePatch {
  /** Patterns by field; see kube/patch-target.ts. */
  readonly target: Readonly<Record<string, string>>;
  /** The field that has it, with its file. */
  readonly by: string;
  /** The ways to the fields that it changes; an empty one: to any. */
  readonly paths: readonly (readonly string[])[];
}

/** One chart that will be installed. */
export interface Release {
  /** The HelmRelease, Application … that installs it. */
  readonly by: Ref;
  readonly origin: Origin;
  /** The name of the chart without its repository; empty: not known. */
  readonly chart: string;
  readonly version?: string;
  /** The address of its repository, without credentials. */
  readonly repository?: string;
  /** Helm's name of the release. Absent: it is put together elsewhere. */
  readonly name?: string;
  readonly namespace?: string;
  /** The cluster of Argo CD that it is for, where it is told. */
  readonly cluster?: string;
  /** The key of a chart around it, under which its values are. */
  readonly under?: string;
  /** A later layer overrides an earlier one. */
  readonly layers: readonly ValuesLayer[];
  /** Its chart is in the repository: what that makes is among the objects (`rendered`), or why it is not is a gap (`left`). */
  readonly local?: 'rendered' | 'left';
  /** Absent: nothing is done to what the chart makes. */
  readonly patches?: readonly ReleasePatch[];
}
