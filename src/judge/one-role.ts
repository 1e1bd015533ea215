import { keyOf, refOf } from '../kube/refs.ts';
import type { Finding, Json, Manifest } from '../model/index.ts';

/**
 * Fixes that make a Role or binding of one name are one: each makes it with all that any of them needs, so that none is
 * refused because the name is there already.
 */
export function withOneRole(findings: readonly Finding[]): readonly Finding[] {
  const rules = new Map<string, readonly Json[]>();
  for (const manifest of findings.flatMap(madeBy)) {
    const key = keyOf(refOf(manifest));
    rules.set(key, union(rules.get(key) ?? [], rulesOf(manifest)));
  }
  const whole = (manifest: Manifest): Manifest =>
    manifest['rules'] === undefined ? manifest : { ...manifest, rules: rules.get(keyOf(refOf(manifest))) };
  return findings.map((finding) =>
    finding.fix?.kind === 'rbac'
      ? { ...finding, fix: { ...finding.fix, manifests: finding.fix.manifests.map(whole) } }
      : finding,
  );
}

function madeBy({ fix }: Finding): readonly Manifest[] {
  return fix?.kind === 'rbac' ? fix.manifests : [];
}

function rulesOf({ rules }: Manifest): readonly Json[] {
  return Array.isArray(rules) ? (rules as readonly Json[]) : [];
}

/** Rules of equal groups and verbs get the resources of both. */
function union(known: readonly Json[], more: readonly Json[]): readonly Json[] {
  const merged = new Map<string, { readonly rule: object; readonly resources: Set<unknown> }>();
  for (const rule of [...known, ...more]) {
    const { resources, ...rest } = rule as { readonly resources?: readonly unknown[] };
    const key = JSON.stringify(rest);
    const found = merged.get(key) ?? { rule: rest, resources: new Set() };
    for (const resource of resources ?? []) found.resources.add(resource);
    merged.set(key, found);
  }
  return [...merged.values()].map(({ rule, resources }) => {
    const { apiGroups, ...rest } = rule as { readonly apiGroups?: Json };
    return {
      ...(apiGroups === undefined ? {} : { apiGroups }),
      ...(resources.size === 0 ? {} : { resources: [...resources] as Json }),
      ...rest,
    };
  });
}
