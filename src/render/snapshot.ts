/** Snapshot files: a header document that says what was covered, then the projected objects. */
import { gapJson } from './report-json.ts';
import type { KubeObject, Metadata, Snapshot } from '../model/index.ts';
import { toYamlStream } from './yaml.ts';

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareObjects(a: KubeObject, b: KubeObject): number {
  return (
    compare(a.apiVersion, b.apiVersion) ||
    compare(a.kind, b.kind) ||
    compare(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
    compare(a.metadata.name, b.metadata.name)
  );
}

function printedMetadata(metadata: Metadata): object {
  const { labels, annotations, ...rest } = metadata;
  return {
    ...rest,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

function printed(object: KubeObject): object {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: printedMetadata(object.metadata),
    ...object.body,
  };
}

/** Whether a text begins as those that writeSnapshot makes. */
export function isSnapshot(text: string): boolean {
  return /^apiVersion: promwire\.dev\/\w+\r?\nkind: Snapshot\r?\n/.test(text);
}

/**
 * A snapshot as multi-document YAML, in stable order. readFiles gives the same snapshot back, but for the origins
 * of its objects, which are then this file.
 */
export function writeSnapshot(snapshot: Snapshot): string {
  const { source, kubernetes, coverage, gaps, observations } = snapshot;
  const header = {
    apiVersion: 'promwire.dev/v1alpha1',
    kind: 'Snapshot',
    source,
    ...(kubernetes === undefined ? {} : { kubernetes }),
    coverage,
    gaps: gaps.map(gapJson),
    ...(observations === undefined ? {} : { observations }),
  };
  return toYamlStream([header, ...[...snapshot.objects].sort(compareObjects).map(printed)]);
}
