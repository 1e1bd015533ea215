/** Documents that SOPS encrypted, as far as they can be read without its keys. Source: getsops/sops README ("Encryption protocol"). */
import { isObject, mapTexts, objectAt } from '../../kube/json.ts';
import type { Json, JsonObject } from '../../model/index.ts';

const ENCRYPTED = /^ENC\[[A-Z0-9_]+,data:/;

/** What a document is without what SOPS adds; undefined: fields that are read are encrypted. */
export function readable(value: Json): Json | undefined {
  if (!isObject(value) || !isObject(value['sops'])) return value;
  const { sops: _, ...raw } = value;
  if (raw['kind'] === 'Secret') {
    const { data: _data, stringData: _stringData, ...rest } = raw;
    return holdsEncrypted(rest) ? undefined : madeBySops(raw);
  }
  return holdsEncrypted(raw) ? undefined : raw;
}

function holdsEncrypted(value: Json): boolean {
  let found = false;
  mapTexts(value, (text) => {
    found ||= ENCRYPTED.test(text);
    return text;
  });
  return found;
}

/** A Secret whose keys are known and nothing of what is in them: as the object that makes one of the same name. */
function madeBySops(raw: JsonObject): JsonObject {
  const metadata = objectAt(raw, 'metadata') ?? {};
  return {
    apiVersion: 'isindir.github.com/v1alpha3',
    kind: 'SopsSecret',
    metadata,
    spec: { secretTemplates: [{ name: metadata['name'] ?? '' }] },
  };
}
