/** promwire.yaml: which clusters a repository is for. The JSON Schema is generated from these types, comments included. */

/** The clusters of a repository, the files that are for each, and what must hold in it. Paths are relative to this file. */
export interface Config {
  /** The version of this format. */
  readonly apiVersion: 'promwire.dev/v1alpha1';
  /** What this file is. */
  readonly kind: 'Config';
  /** The clusters, each under a name of its own. */
  readonly clusters: readonly ConfigCluster[];
}

/** One cluster. It needs sources or captured state, which are read, or a context, by which it is asked itself. */
export interface ConfigCluster {
  /** Its name, for --cluster. */
  readonly name: string;
  /** Its context in the kubeconfig of the user. It is asked where neither sources nor captured state are named. */
  readonly context?: string;
  /** Files or folders with what was captured of it (promwire snapshot): its Prometheus, namespaces, Services. What is in `sources` goes before it. */
  readonly captured?: readonly string[];
  /** What Git brings to it. */
  readonly sources?: readonly ConfigSource[];
  /** The namespace of objects that name none, where nothing else in the files tells. */
  readonly defaultNamespace?: string;
  /** What must hold, and what is lived with. */
  readonly expect?: ConfigExpectations;
  /** What promwire generate wires in there. An empty list: nothing any more, and the files of earlier runs go. */
  readonly applications?: readonly ConfigApplication[];
  /** Where promwire generate writes, and in which form. */
  readonly output?: ConfigOutput;
}

/** An application that promwire generate wires in: of a profile that promwire has, of a file that describes it, or by an object that leads to its pods. */
export interface ConfigApplication {
  /** The id of a profile that promwire has. */
  readonly profile?: string;
  /** A file of promwire profile init that describes it. */
  readonly profileFile?: string;
  /** Another one, by service/NAME, deployment/NAME, statefulset/NAME, daemonset/NAME or pod/NAME. */
  readonly object?: string;
  /** Where it runs. Absent: where it is found. */
  readonly namespace?: string;
  /** The Prometheus that takes it (NAMESPACE/NAME), where there are several. */
  readonly stack?: string;
  /** The version of the profile, such as v2. Absent: that of the version that runs. */
  readonly variant?: string;
  /** Of an object: name or number of the port with its metrics. */
  readonly port?: string | number;
  /** Of an object: the path of its metrics. */
  readonly path?: string;
  /** Of an object: a file with the page of its metrics, of which its alerts and its dashboard are made. Needed where the cluster is not asked. */
  readonly metrics?: string;
  /** A file with settings of its alerts, as promwire settings prints it. */
  readonly settings?: string;
  /** Settings by name, in place of those in that file. */
  readonly thresholds?: Readonly<Record<string, string | number>>;
  /** Alerts by name: off, on, or a severity. */
  readonly alerts?: Readonly<Record<string, string | boolean>>;
  /** Labels of every alert. */
  readonly alertLabels?: Readonly<Record<string, string>>;
}

/** Where promwire generate writes, and in which form. */
export interface ConfigOutput {
  /** The folder, which is for promwire alone. Absent: clusters/NAME/promwire. */
  readonly folder?: string;
  /** Argo CD applies it: objects of the operators get the annotations by which it takes them before their definitions are there. */
  readonly argocd?: boolean;
}

/** Manifests of a cluster: a path, or a chart, or what a command prints. */
export interface ConfigSource {
  /** A file, or a folder that is read with all below it. One with a Chart.yaml is a chart. */
  readonly path?: string;
  /** The folder of a chart. helm renders it. */
  readonly chart?: string;
  /** The name of the chart's release. Absent: release-name, as helm template has it. */
  readonly release?: string;
  /** The namespace of the chart's release. Absent: defaultNamespace. */
  readonly namespace?: string;
  /** Files with the chart's values, in the order in which helm takes them. */
  readonly values?: readonly string[];
  /** A program and its words, which prints manifests. It is run in the folder of this file, without a shell, and only with --run-commands. */
  readonly command?: readonly string[];
}

export interface ConfigExpectations {
  /** Objects that a stack must take: each that none takes is an error. */
  readonly taken?: readonly ExpectedObject[];
  /** Findings that are lived with until a day. */
  readonly excused?: readonly ConfigExcuse[];
  /** Objects that are meant to go: what compare says that they lose is set apart until a day. */
  readonly lost?: readonly ConfigLoss[];
}

/** An object that a Prometheus, ThanosRuler or Alertmanager must take. */
export interface ExpectedObject {
  /** Its kind. */
  readonly kind: 'ServiceMonitor' | 'PodMonitor' | 'Probe' | 'ScrapeConfig' | 'PrometheusRule' | 'AlertmanagerConfig';
  /** Its namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly name: string;
}

/** An object that is meant to go, or to lead to less. */
export interface ConfigLoss {
  /** Its kind. */
  readonly kind: string;
  /** Its namespace. Absent: it has none. */
  readonly namespace?: string;
  /** Its name, before it goes. */
  readonly name: string;
  /** Why it may go, for who reads it later. */
  readonly reason: string;
  /** The last day on which that is expected, such as 2027-01-31 (in UTC). */
  readonly until: string;
}

/** A finding that does not count until a day. */
export interface ConfigExcuse {
  /** Its id, as promwire check prints it (promwire explain lists them). */
  readonly check: string;
  /** The kind of the object that it is about. */
  readonly kind: string;
  /** The namespace of that object. Absent: it has none. */
  readonly namespace?: string;
  /** The name of that object. */
  readonly name: string;
  /** Why it is lived with, for who reads it later. */
  readonly reason: string;
  /** The last day on which it does not count, such as 2027-01-31 (in UTC). */
  readonly until: string;
}
