/** What of pint's checks our rules do not keep, and why. Without `rules` all of them. */
interface Exclusion {
  readonly reason: string;
  readonly rules?: readonly string[];
}

export const exclusions: Readonly<Record<string, Exclusion>> = {
  'promql/regexp': {
    reason: 'version 2 and 3 tell a check that could not run only by how its text begins',
    rules: ['check:kuberhealthy_check_could_not_run:max'],
  },
  'promql/aggregate': {
    reason:
      'the one rule that names the checks of every series; what it records is made one per check by those after it; ' +
      'and the number of pods, which is about no check',
    rules: ['check_instance:kuberhealthy_metric:named', 'check_instance:kuberhealthy_pods:count'],
  },
  'rule/dependency': {
    reason:
      'windows are averaged once a minute, in a group of their own, from states that are recorded more often: a ' +
      'minute is little in them',
    rules: ['avg5m', 'avg30m', 'avg1h', 'avg6h', 'avg1d', 'avg3d', 'changes1h', 'changes6h'].map(
      (of) => `check:kuberhealthy_check_state:${of}`,
    ),
  },
  'rule/topk': {
    reason: 'of the labels that two replicas tell of one check, after a change, one; all others are the only ones',
    rules: ['check:kuberhealthy_check_labels:info'],
  },
  'rule/for': {
    reason:
      'these carry their time in the expression: `for` would start again where two alerts hand over to each other ' +
      'or a label changes, and a window of an hour needs no more time',
    rules: [
      'KuberhealthyCheckFailing',
      'KuberhealthyCheckCouldNotRun',
      'KuberhealthyAllChecksFailing',
      'KuberhealthyCheckFailingLong',
      'KuberhealthyCheckNeverSucceeded',
      'KuberhealthyCheckFailsOften',
      'KuberhealthyCheckFlapping',
      'KuberhealthyCheckStale',
      'KuberhealthyCheckBudgetBurnFast',
      'KuberhealthyCheckBudgetBurnSlow',
      'KuberhealthyCheckErrorTextsUnbounded',
    ],
  },
};

/** pint's other checks: not asserted, and why. */
export const notAsserted: Readonly<Record<string, string>> = {
  'alerts/count': 'asks a server how often an alert would have fired; the table of cases says when it fires',
  'promql/counter': 'asks a server for the type of each metric',
  'promql/rate': 'asks a server for its scrape interval and the type of each metric; no rule uses rate() or irate()',
  'promql/series': 'asks a server whether each series is there; the replayed recordings show that they are',
  'promql/vector_matching': 'asks a server for series of both sides; promql/impossible asks the rules',
  'promql/features': 'asks a server for its flags; promql/syntax allows no feature that needs one',
  'promql/offset': 'asks a server how long it keeps data; promql/range_query counts offsets, too',
  'promql/selector': 'is for teams that want a label in every selector; `job` follows the name of the Service here',
  'query/cost': 'asks a server; bounded by test/e2e/rule-cost.test.ts instead',
  'rule/link': 'fetches every link; the pages behind runbook_url are files of this repository, and looked for there',
  'rule/owner': 'is for teams that name owners in comments',
  'rule/report': 'always reports',
};
