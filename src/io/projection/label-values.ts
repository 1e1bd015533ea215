/** Which values of labels of alerts, series and targets may be credentials: receivers take some from there. */
import { MASK } from '../../kube/mask.ts';
import type { Labels } from '../../model/index.ts';
import { scrubWords } from './scrub-text.ts';

const SECRET_KEY =
  /password|passwd|passphrase|pwd|token|secret|credential|authorization|(?:api|access|private|routing|service|user)_?-?key|bearer|cookie/i;
const NAMES_SOMETHING = /(?:file|path|ur[il]|name|ref|refs|namespace|type|selector|policy|role)$/i;
/** Does a field or label of that name hold a credential, and no name of one? */
export const isSecretName = (name: string): boolean => SECRET_KEY.test(name) && !NAMES_SOMETHING.test(name);

/** By these the targets of a Probe differ. */
export const PROBED: readonly string[] = ['module', 'target'];
const PARAMETER = /^__param_(.*)$/s;
/** A label that becomes a parameter of the scrape's URL: any may be a key, but for those by which targets differ. */
export function isParameter(name: string): boolean {
  const parameter = PARAMETER.exec(name)?.[1];
  return parameter !== undefined && !PROBED.includes(parameter);
}

const HOOK = /hook/i;
const KEY = /key$/i;
const RANDOM = /^(?=[^]{0,64}\d)[\w+/=-]{16,}$/;
/** Of a matcher: what is there, or not. */
const ANY = /^[.*+]*$/;

/** A value as it may be shown: `***` where the label is one of a credential, else without those in it. */
export function secretValue(name: string, value: string): string {
  if (ANY.test(value)) return value;
  const isSecret =
    isSecretName(name) ||
    isParameter(name) ||
    (HOOK.test(name) && value.includes('://')) ||
    (KEY.test(name) && RANDOM.test(value));
  return isSecret ? MASK : scrubWords(value);
}

/** Of a series or target. */
export const shownLabels = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, secretValue(name, value)]));
