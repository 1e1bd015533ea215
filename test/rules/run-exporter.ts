/** A kuberhealthy whose checks fail with a new text in every run, and end a run at every scrape. */
import { metricsBoard, type MetricsBoard } from '../bed/exporter.ts';
import { families, random } from '../profiles/kuberhealthy/error-texts.ts';

const NAMESPACE = 'kuberhealthy';

/** One check per family of texts, and one that has all of them; its own name ends like a generated one. */
export const MIXED = 'mixed-1';
export const CHECKS: readonly string[] = [...families.map(({ name }) => name.replaceAll(' ', '-')), MIXED];

/** The text of a check's n-th failing run, from 1 on: the same for every replica that is asked. */
export type Texts = (check: string, run: number) => string;

export function textsFrom(seed: number): Texts {
  const next = random(seed);
  const made = new Map<string, string[]>(CHECKS.map((check) => [check, []]));
  return (check, run) => {
    const texts = made.get(check)!;
    while (texts.length < run) {
      const family = check === MIXED ? texts.length % families.length : CHECKS.indexOf(check);
      texts.push(families[family]!.text(next));
    }
    return texts[run - 1]!;
  };
}

/** As the exporter of each version writes a check, by the recordings: the order of its labels and its escapes. */
const LINE = {
  v2: (check: string, status: number, error: string) => {
    const prefix = `Check execution error: ${NAMESPACE}/${check}: `;
    const text = error === '' || error.startsWith('Check execution error: ') ? error : prefix + error;
    return `kuberhealthy_check{check="${NAMESPACE}/${check}",namespace="${NAMESPACE}",status="${status}",error="${text.replaceAll('"', "'")}"} ${status}`;
  },
  v3: (check: string, status: number, error: string) =>
    `kuberhealthy_check{check="${check}",error="${error.replaceAll('"', String.raw`\"`)}",namespace="${NAMESPACE}",status="${status}"} ${status}`,
} as const;

/** In so many pages every check passes: on a busy machine the first one may come too late to be stored. */
export const PASSES = 25;

/** One replica: every check passes in the first pages, then each page is the next failing run of every check. */
export function failingBoard(version: keyof typeof LINE, texts: Texts): MetricsBoard {
  let page = 0;
  return metricsBoard(() => {
    page += 1;
    const run = Math.max(0, page - PASSES);
    const status = run === 0 ? 1 : 0;
    const lines = CHECKS.map((check) => LINE[version](check, status, run === 0 ? '' : texts(check, run)));
    return `# TYPE kuberhealthy_check gauge\n${lines.join('\n')}\n`;
  });
}
