import type { Words } from '../world/context.ts';
import type { Json, JsonObject, Ref } from '../model/index.ts';
import { isObject } from '../kube/json.ts';
import { sameRef } from '../kube/refs.ts';

/**
 * The field of an object that a finding is about, by path: what the check names itself, else what its fix would change
 * in that object, else the first field that its evidence names. undefined: the fault is in no field of it.
 */
export function fieldOf(words: Words, evidence: JsonObject, about: Ref): readonly string[] | undefined {
  return words.field ?? changedBy(words.fix, about) ?? named(evidence);
}

function changedBy(fix: Words['fix'], about: Ref): readonly string[] | undefined {
  if (fix?.kind === 'patch' && sameRef(fix.object, about)) return fix.fields[0]?.path;
  if (fix?.kind !== 'labels' || !sameRef(fix.object, about)) return undefined;
  return ['metadata', 'labels', ...[...Object.keys(fix.set), ...fix.remove].slice(0, 1)];
}

/** Evidence prints fields as "spec.endpoints[0].port", alone or in a list of problems. */
function named(evidence: JsonObject): readonly string[] | undefined {
  const lists = Object.values(evidence).flatMap((value): readonly Json[] =>
    Array.isArray(value) ? (value as readonly Json[]) : [],
  );
  return [evidence, ...lists]
    .flatMap((entry) => (isObject(entry) ? [entry['field'], entry['place']] : []))
    .flatMap((text) => (typeof text === 'string' ? [readPath(text)] : []))
    .find((path) => path !== undefined);
}

/** The way back from "spec.groups[0].rules[1].expr (alert WebDown)"; undefined for what is not a field of an object. */
function readPath(text: string): readonly string[] | undefined {
  const place = /^(?:apiVersion|spec|metadata)(?:[.[]\S*)?(?= |$)/.exec(text)?.[0];
  return place?.split(/[.[\]]+/).filter((part) => part !== '');
}
