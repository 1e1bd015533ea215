/** Annotations by which collectors of metrics are told where they are. The Prometheus Operator reads none of them. */
export interface AnnotationFamily {
  /** How all of them begin; what follows is behind it. */
  readonly prefix: string;
  readonly source: string;
  /** "true" or "false". */
  readonly scrape?: string;
  /** "true": seldom, since a page is dear. */
  readonly slow?: string;
  /** Numbers, by commas or spaces. */
  readonly port?: string;
  readonly portName?: string;
  readonly path?: string;
  /** "http" or "https". */
  readonly scheme?: string;
  /** "true": https. */
  readonly secure?: string;
  /** Before the name of a parameter of the query. */
  readonly param?: string;
  readonly interval?: string;
  readonly timeout?: string;
}

/** The first that says something goes before the others. */
export const ANNOTATION_FAMILIES: readonly AnnotationFamily[] = [
  {
    prefix: 'prometheus.io/',
    source:
      'prometheus v3.13 documentation/examples/prometheus-kubernetes.yml; prometheus-community/helm-charts charts/prometheus values.yaml, jobs kubernetes-pods and kubernetes-pods-slow',
    scrape: 'scrape',
    slow: 'scrape_slow',
    port: 'port',
    path: 'path',
    scheme: 'scheme',
    param: 'param_',
  },
  {
    prefix: 'k8s.grafana.com/',
    source: 'grafana/k8s-monitoring-helm charts/k8s-monitoring/charts/feature-annotation-autodiscovery README.md',
    scrape: 'scrape',
    port: 'metrics.portNumber',
    portName: 'metrics.portName',
    path: 'metrics.path',
    scheme: 'metrics.scheme',
    param: 'metrics.param_',
    interval: 'metrics.scrapeInterval',
    timeout: 'metrics.scrapeTimeout',
  },
  {
    prefix: 'prometheus.io.',
    source: 'grafana/jsonnet-libs prometheus/scrape_configs.libsonnet',
    scrape: 'scrape',
    port: 'port',
    path: 'path',
    scheme: 'scheme',
    param: 'param-',
  },
  {
    prefix: 'metrics.dynatrace.com/',
    source: 'docs.dynatrace.com, Monitor Prometheus metrics',
    scrape: 'scrape',
    port: 'port',
    path: 'path',
    secure: 'secure',
  },
  {
    prefix: 'generic.stacklight.mirantis.com/',
    source: 'docs.mirantis.com MOSK, Enable generic metric scraping',
    port: 'scrape-port',
    path: 'scrape-path',
    scheme: 'scrape-scheme',
  },
];

/** How often and how long a page is waited for that is said to be dear: as the chart's job kubernetes-pods-slow. */
export const SLOW = { interval: '5m', timeout: '30s' } as const;
