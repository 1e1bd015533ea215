/** What helm made, and of what. */
import type { Chart } from '../../helm.ts';
import type { Ran } from '../../program.ts';
import type { LocalRelease } from './wanted.ts';

/** What came of a release: the name that its text is read by, or why there is none. */
export interface Made {
  readonly release: LocalRelease;
  readonly chart?: Chart;
  readonly text?: string;
  readonly ran?: Exclude<Ran, { kind: 'ended' }>;
  readonly why?: string;
}

/** Where what is read from a text of helm goes. */
export interface Rendering {
  /** The name and the namespace of its release. */
  readonly release?: string;
  readonly namespace?: string;
  /** The folder of the chart. Absent: it is not told, as of what a command prints. */
  readonly folder?: string;
}
