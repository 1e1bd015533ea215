/** Where a rendered document says in passing which namespace it was rendered for, though its metadata does not. */
import { isObject, labelsAt, own } from '../../kube/json.ts';
import type { Json, JsonObject } from '../../model/index.ts';

export interface NamespaceTraces {
  /** As a label or an annotation has it. */
  readonly marked: readonly string[];
  /** DNS names of Services: "web.shop.svc". Only those of the chart's own Services tell. */
  readonly services: readonly { readonly name: string; readonly namespace: string }[];
  /** What a program is told to be its namespace; some charts name another one here, to be watched. */
  readonly told: readonly string[];
}

const NAME = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const DNS = new RegExp(String.raw`(?<![-.\w])(${NAME})\.(${NAME})\.svc(?![-\w])`, 'g');
const ARGUMENT = new RegExp(
  `^--?(?:namespace|pod-namespace|leader-elect(?:ion)?-namespace|leader-elect-resource-namespace|leaderelection-namespace)=(${NAME})$`,
);
const VARIABLES: readonly string[] = ['POD_NAMESPACE', 'NAMESPACE', 'MY_POD_NAMESPACE', 'K8S_NAMESPACE'];
const ONE = new RegExp(`^${NAME}$`);

/** What a document as it is written tells. Of its texts nothing is kept but names of Services and namespaces. */
export function tracesOf(raw: JsonObject): NamespaceTraces {
  const services: { name: string; namespace: string }[] = [];
  const told: string[] = [];
  const look = (value: Json): void => {
    if (typeof value === 'string') {
      for (const [, name = '', namespace = ''] of value.matchAll(DNS)) services.push({ name, namespace });
      told.push(...(ARGUMENT.exec(value)?.slice(1, 2) ?? []));
    } else if (Array.isArray(value)) for (const each of value as readonly Json[]) look(each);
    else if (isObject(value)) {
      const { name, value: text } = value;
      if (typeof name === 'string' && typeof text === 'string' && VARIABLES.includes(name) && ONE.test(text))
        told.push(text);
      for (const each of Object.values(value)) look(each);
    }
  };
  look(raw);
  const marks = [
    own(labelsAt(raw, 'metadata', 'labels'), 'app.kubernetes.io/namespace'),
    own(labelsAt(raw, 'metadata', 'annotations'), 'meta.helm.sh/release-namespace'),
  ];
  return { marked: marks.filter((mark) => mark !== undefined), services, told };
}
