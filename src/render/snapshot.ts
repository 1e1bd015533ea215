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

const DAY = /^(captured: )"?\d{4}-\d{2}-\d{2}"?$/m;

/** A text of writeSnapshot with the day of an older one, where that is all in which they differ. */
export function withSameDay(text: string, older: string): string {
  const same = (each: string): string => each.replaceAll('\r\n', '\n').replace(DAY, '$1');
  return same(text) === same(older) ? older : text;
}

/**
 * A snapshot as multi-document YAML, in stable order. readFiles gives the same snapshot back, but for the origins
 * of its objects, which are then this file. `captured`: the day of what Git keeps.
 */
export function writeSnapshot(snapshot: Snapshot, captured?: string): string {
  const { source, kubernetes, coverage, gaps, observations } = snapshot;
  const header = {
    apiVersion: 'promwire.dev/v1alpha1',
    kind: 'Snapshot',
    source,
    ...(captured === undefined ? {} : { captured }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
    coverage,
    gaps: gaps.map(gapJson),
    ...(observations === undefined ? {} : { observations }),
  };
  return toYamlStream([header, ...[...snapshot.objects].sort(compareObjects).map(printed)]);
}
