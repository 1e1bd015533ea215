/** What promwire is tested against, and what promwire version prints. */

/**
 * How a version is tested against: `run`: the program itself runs in the tests; `types`: its CustomResourceDefinitions are
 * served by the API server of the tests; `recorded`: answers that it gave are replayed; `objects`: its objects as an
 * installation leaves them, without the program; `by-hand`: the program was asked outside of the tests, by a script of the
 * repository.
 */
export type ProvenBy = 'run' | 'types' | 'recorded' | 'objects' | 'by-hand';

/** A program or chart that promwire has to do with. */
export interface Proven {
  readonly name: string;
  /** The newest first. */
  readonly versions: readonly string[];
  readonly by: ProvenBy;
}

/** promwire version. */
export interface PrintedVersion {
  readonly apiVersion: 'promwire.dev/v1alpha1';
  readonly kind: 'Version';
  readonly name: 'promwire';
  readonly version: string;
  /** Of Node, which runs it: "24.1.0". */
  readonly node: string;
  /** Of Node: "linux-x64". */
  readonly platform: string;
  readonly provenAgainst: readonly Proven[];
}
