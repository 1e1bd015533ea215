import { expectations } from './grade.ts';
import type { PublicReport } from './read.ts';

const link = (source: string): string => {
  const [repository = '', number = ''] = source.split('#');
  return `[${source}](https://github.com/${repository}/issues/${number})`;
};

const grade = (right: number, all: number): string => (right === all ? 'right' : `${right} of ${all}`);

const rightNow = (report: PublicReport): number => expectations(report) - (report.known?.length ?? 0);

const score = (reports: readonly PublicReport[], right: (report: PublicReport) => number): string => {
  const sum = (of: (report: PublicReport) => number): number => reports.reduce((total, each) => total + of(each), 0);
  const whole = reports.filter((each) => right(each) === expectations(each)).length;
  return `${whole} of ${reports.length} reports, ${sum(right)} of ${sum(expectations)} expectations`;
};

const row = (report: PublicReport): string => {
  const all = expectations(report);
  return `| ${link(report.source)} | ${report.cause} | ${grade(report.before, all)} | ${grade(rightNow(report), all)} |`;
};

/** The page about these reports. */
export const page = (reports: readonly PublicReport[]): string => `# Reports of people whose objects had no effect

Each of these threads is about a monitor, a rule, a dashboard or a receiver that did nothing. What the people there found to be the cause was made into a small world with names and words of its own, and what a right answer is (exit code, check, what must be said and what must not) was written down before promwire was asked. The worlds are [test/reports](../test/reports); the unit tests ask them every time, and also hold what is still wrong, so that a fix is noticed.

"Before" is the commit f58bd27. "Right" means that every expectation holds.

- Before: ${score(reports, (each) => each.before)}
- Now: ${score(reports, rightNow)}

| thread | cause | before | now |
| ------ | ----- | ------ | --- |
${reports.map(row).join('\n')}
`;
