/** What the source of an owned object takes, as a file. */
import { isObject } from '../kube/json.ts';
import type { Json, SourceFix } from '../model/index.ts';
import { GENERATED } from './manifest-files.ts';
import type { OutputFile } from './manifest-files.ts';
import { toYaml } from './yaml.ts';

/** The files of a fix. A patch of Kustomize is a text in its document. */
export function sourceFiles({ file, content, script }: SourceFix): readonly OutputFile[] {
  return [
    { path: file, text: `${GENERATED}\n${toYaml(withTexts(content))}` },
    ...(script ? [{ path: script.file, text: script.text }] : []),
  ];
}

function withTexts(value: Json): Json {
  if (Array.isArray(value)) return value.map((each) => withTexts(each as Json));
  if (!isObject(value)) return value;
  const { target, patch } = value;
  const isPatch = isObject(target) && typeof patch === 'object' && patch !== null;
  return isPatch
    ? { ...value, patch: toYaml(patch) }
    : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withTexts(each)]));
}
