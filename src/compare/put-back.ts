/** What gives back what is lost, where no check has advice: what was removed or changed is put back. */
import { refOf, title } from '../kube/refs.ts';
import type { Loss } from '../model/index.ts';
import type { Changed, Path } from './between.ts';

const MEANT = ', or name it under expect.lost in promwire.yaml where it is meant to go.';

/** `changed`: where it was caused. */
export function withPutBack(loss: Loss, changed: Changed | undefined): Loss {
  return loss.remedy === undefined ? { ...loss, remedy: `${backText(loss, changed)}${MEANT}` } : loss;
}

function backText({ how, object, by, summary }: Loss, changed: Changed | undefined): string {
  if (how === 'removed') return `Put ${title(object)} back`;
  if (how === 'taker-removed' && by) return `Put ${title(by)} back`;
  if (how === 'contents') {
    const part = summary.split(' no longer contains ').at(-1)?.replace(/\.$/, '') ?? '';
    return `Put ${part} back into ${title(object)}`;
  }
  if (!changed) return `Put ${title(object)} back as it was`;
  const it = title(refOf(changed.object));
  if (changed.side === 'base' || changed.field.length === 0) return `Put ${it} back`;
  return `Put ${fieldText(changed.field)} of ${it} back as it was`;
}

/** "spec.ports[0].name", "label app.kubernetes.io/name". */
export function fieldText(path: Path): string {
  const [metadata, labels, key] = path;
  if (metadata === 'metadata' && labels === 'labels') return key === undefined ? 'the labels' : `label ${key}`;
  return path.map((part, i) => (/^\d+$/.test(part) ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}
