/** Written by the end-to-end test of scenario A (UPDATE_DEMO=1), never edited: a snapshot of its cluster. */
export const demoCluster = `apiVersion: promwire.dev/v1alpha1
kind: Snapshot
source: cluster
kubernetes: v1.36.3
coverage:
  - group: monitoring.coreos.com
    kind: Prometheus
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: PrometheusAgent
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: ThanosRuler
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: Alertmanager
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: ServiceMonitor
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: PodMonitor
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: Probe
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: ScrapeConfig
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: PrometheusRule
    namespaces: all
    complete: true
  - group: monitoring.coreos.com
    kind: AlertmanagerConfig
    namespaces: all
    complete: true
  - group: ""
    kind: Namespace
    namespaces: all
    complete: true
  - group: apps
    kind: Deployment
    namespaces: all
    complete: true
  - group: ""
    kind: Service
    namespaces: all
    complete: true
  - group: ""
    kind: Endpoints
    namespaces: all
    complete: true
  - group: discovery.k8s.io
    kind: EndpointSlice
    namespaces: all
    complete: true
  - group: ""
    kind: Pod
    namespaces: all
    complete: true
  - group: rbac.authorization.k8s.io
    kind: ClusterRole
    namespaces: all
    complete: true
  - group: rbac.authorization.k8s.io
    kind: ClusterRoleBinding
    namespaces: all
    complete: true
  - group: rbac.authorization.k8s.io
    kind: Role
    namespaces: all
    complete: true
  - group: rbac.authorization.k8s.io
    kind: RoleBinding
    namespaces: all
    complete: true
  - group: apps
    kind: StatefulSet
    namespaces: all
    complete: true
  - group: networking.k8s.io
    kind: NetworkPolicy
    namespaces: all
    complete: true
  - group: apiextensions.k8s.io
    kind: CustomResourceDefinition
    namespaces: all
    complete: true
  - group: comcast.github.io
    kind: KuberhealthyCheck
    namespaces: all
    complete: true
  - group: ""
    kind: ConfigMap
    namespaces: all
    label: grafana_dashboard
    complete: true
  - group: ""
    kind: ConfigMap
    namespaces:
      - monitoring
    label: grafana_datasource
    complete: true
gaps:
  - reads:
      group: grafana.integreatly.org
      kind: GrafanaDashboard
    reason: crd-missing
    detail: "This cluster has no GrafanaDashboard (grafana.integreatly.org): its CRD is not installed."
  - reads:
      group: grafana.integreatly.org
      kind: Grafana
    reason: crd-missing
    detail: "This cluster has no Grafana (grafana.integreatly.org): its CRD is not installed."
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: alertmanagerconfigs.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: alertmanagers.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: khchecks.comcast.github.io
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: khjobs.comcast.github.io
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: khstates.comcast.github.io
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: podmonitors.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: probes.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: prometheusagents.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: prometheuses.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: prometheusrules.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: scrapeconfigs.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: servicemonitors.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: thanosrulers.monitoring.coreos.com
  annotations:
    operator.prometheus.io/version: "0.93.0"
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kuberhealthy
  namespace: kuberhealthy
  labels:
    app: kuberhealthy
    app.kubernetes.io/managed-by: Helm
  annotations:
    meta.helm.sh/release-name: kuberhealthy
    meta.helm.sh/release-namespace: kuberhealthy
  generation: 1
spec:
  replicas: 2
  selector:
    matchLabels:
      app: kuberhealthy
  template:
    metadata:
      labels:
        app: kuberhealthy
    spec:
      serviceAccountName: kuberhealthy
      containers:
        - name: kuberhealthy
          image: docker.io/kuberhealthy/kuberhealthy:v2.7.1
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
status:
  replicas: 2
  readyReplicas: 2
  availableReplicas: 2
  updatedReplicas: 2
  observedGeneration: 1
  conditions:
    - type: Available
      status: "True"
      reason: MinimumReplicasAvailable
      message: Deployment has minimum availability.
    - type: Progressing
      status: "True"
      reason: NewReplicaSetAvailable
      message: ReplicaSet "kuberhealthy-5f8659bc67" has successfully progressed.
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: prometheus-grafana
  namespace: monitoring
  labels:
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/name: grafana
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
  generation: 1
spec:
  replicas: 1
  selector:
    matchLabels:
      app.kubernetes.io/instance: prometheus
      app.kubernetes.io/name: grafana
  template:
    metadata:
      labels:
        app.kubernetes.io/instance: prometheus
        app.kubernetes.io/name: grafana
    spec:
      serviceAccountName: prometheus-grafana
      containers:
        - name: grafana-sc-dashboard
          image: quay.io/kiwigrid/k8s-sidecar:2.10.1
          env:
            - name: METHOD
              value: WATCH
            - name: LABEL
              value: grafana_dashboard
            - name: LABEL_VALUE
              value: "1"
            - name: FOLDER
              value: /tmp/dashboards
            - name: RESOURCE
              value: both
            - name: NAMESPACE
              value: ALL
        - name: grafana-sc-datasources
          image: quay.io/kiwigrid/k8s-sidecar:2.10.1
          env:
            - name: METHOD
              value: WATCH
            - name: LABEL
              value: grafana_datasource
            - name: LABEL_VALUE
              value: "1"
            - name: FOLDER
              value: /etc/grafana/provisioning/datasources
            - name: RESOURCE
              value: both
        - name: grafana
          image: docker.io/grafana/grafana:13.2.0
          ports:
            - name: grafana
              containerPort: 3000
              protocol: TCP
status:
  replicas: 1
  readyReplicas: 1
  availableReplicas: 1
  updatedReplicas: 1
  observedGeneration: 1
  conditions:
    - type: Available
      status: "True"
      reason: MinimumReplicasAvailable
      message: Deployment has minimum availability.
    - type: Progressing
      status: "True"
      reason: NewReplicaSetAvailable
      message: ReplicaSet "prometheus-grafana-74db7f89b9" has successfully progressed.
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: prometheus-kube-prometheus-operator
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-operator
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
  generation: 1
spec:
  replicas: 1
  selector:
    matchLabels:
      app: kube-prometheus-stack-operator
      release: prometheus
  template:
    metadata:
      labels:
        app: kube-prometheus-stack-operator
        release: prometheus
    spec:
      serviceAccountName: prometheus-kube-prometheus-operator
      containers:
        - name: kube-prometheus-stack
          image: quay.io/prometheus-operator/prometheus-operator:v0.93.0
          ports:
            - name: https
              containerPort: 10250
              protocol: TCP
          args:
            - "--kubelet-service=***"
            - "--localhost=***"
            - "--prometheus-config-reloader=***"
            - "--web.enable-tls=***"
status:
  replicas: 1
  readyReplicas: 1
  availableReplicas: 1
  updatedReplicas: 1
  observedGeneration: 1
  conditions:
    - type: Available
      status: "True"
      reason: MinimumReplicasAvailable
      message: Deployment has minimum availability.
    - type: Progressing
      status: "True"
      reason: NewReplicaSetAvailable
      message: ReplicaSet "prometheus-kube-prometheus-operator-765554465c" has successfully progressed.
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: alertmanager-prometheus-kube-prometheus-alertmanager
  namespace: monitoring
  ownerReferences:
    - apiVersion: monitoring.coreos.com/v1
      kind: Alertmanager
      name: prometheus-kube-prometheus-alertmanager
      controller: true
  labels:
    alertmanager: prometheus-kube-prometheus-alertmanager
    app: kube-prometheus-stack-alertmanager
    app.kubernetes.io/instance: prometheus-kube-prometheus-alertmanager
    app.kubernetes.io/managed-by: prometheus-operator
    app.kubernetes.io/name: alertmanager
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    managed-by: prometheus-operator
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
  generation: 1
spec:
  replicas: 1
  selector:
    matchLabels:
      alertmanager: prometheus-kube-prometheus-alertmanager
      app.kubernetes.io/instance: prometheus-kube-prometheus-alertmanager
      app.kubernetes.io/managed-by: prometheus-operator
      app.kubernetes.io/name: alertmanager
  serviceName: alertmanager-operated
  template:
    metadata:
      labels:
        alertmanager: prometheus-kube-prometheus-alertmanager
        app.kubernetes.io/instance: prometheus-kube-prometheus-alertmanager
        app.kubernetes.io/managed-by: prometheus-operator
        app.kubernetes.io/name: alertmanager
        app.kubernetes.io/version: "0.31.1"
    spec:
      serviceAccountName: prometheus-kube-prometheus-alertmanager
      containers:
        - name: alertmanager
          image: quay.io/prometheus/alertmanager:v0.31.1
          ports:
            - name: http-web
              containerPort: 9093
              protocol: TCP
            - name: mesh-tcp
              containerPort: 9094
              protocol: TCP
            - name: mesh-udp
              containerPort: 9094
              protocol: UDP
          args:
            - "--web.listen-address=:9093"
        - name: config-reloader
          image: quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0
          ports:
            - name: reloader-web
              containerPort: 8080
              protocol: TCP
          args:
            - "--listen-address=:8080"
      initContainers:
        - name: init-config-reloader
          image: quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0
          ports:
            - name: reloader-init
              containerPort: 8081
              protocol: TCP
          args:
            - "--listen-address=:8081"
status:
  replicas: 1
  readyReplicas: 1
  availableReplicas: 1
  updatedReplicas: 1
  observedGeneration: 1
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: prometheus-prometheus-kube-prometheus-prometheus
  namespace: monitoring
  ownerReferences:
    - apiVersion: monitoring.coreos.com/v1
      kind: Prometheus
      name: prometheus-kube-prometheus-prometheus
      controller: true
  labels:
    app: kube-prometheus-stack-prometheus
    app.kubernetes.io/instance: prometheus-kube-prometheus-prometheus
    app.kubernetes.io/managed-by: prometheus-operator
    app.kubernetes.io/name: prometheus
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    managed-by: prometheus-operator
    operator.prometheus.io/mode: server
    operator.prometheus.io/name: prometheus-kube-prometheus-prometheus
    operator.prometheus.io/shard: "0"
    prometheus: prometheus-kube-prometheus-prometheus
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
  generation: 1
spec:
  replicas: 1
  selector:
    matchLabels:
      app.kubernetes.io/instance: prometheus-kube-prometheus-prometheus
      app.kubernetes.io/managed-by: prometheus-operator
      app.kubernetes.io/name: prometheus
      operator.prometheus.io/name: prometheus-kube-prometheus-prometheus
      operator.prometheus.io/shard: "0"
      prometheus: prometheus-kube-prometheus-prometheus
  serviceName: prometheus-operated
  template:
    metadata:
      labels:
        app.kubernetes.io/instance: prometheus-kube-prometheus-prometheus
        app.kubernetes.io/managed-by: prometheus-operator
        app.kubernetes.io/name: prometheus
        app.kubernetes.io/version: "3.13.1"
        operator.prometheus.io/name: prometheus-kube-prometheus-prometheus
        operator.prometheus.io/shard: "0"
        prometheus: prometheus-kube-prometheus-prometheus
    spec:
      serviceAccountName: prometheus-kube-prometheus-prometheus
      containers:
        - name: prometheus
          image: quay.io/prometheus/prometheus:v3.13.1
          ports:
            - name: http-web
              containerPort: 9090
              protocol: TCP
        - name: config-reloader
          image: quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0
          ports:
            - name: reloader-web
              containerPort: 8080
              protocol: TCP
          args:
            - "--listen-address=:8080"
      initContainers:
        - name: init-config-reloader
          image: quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0
          ports:
            - name: reloader-init
              containerPort: 8081
              protocol: TCP
          args:
            - "--listen-address=:8081"
status:
  replicas: 1
  readyReplicas: 1
  availableReplicas: 1
  updatedReplicas: 1
  observedGeneration: 1
---
apiVersion: comcast.github.io/v1
kind: KuberhealthyCheck
metadata:
  name: daemonset
  namespace: kuberhealthy
  labels:
    app.kubernetes.io/managed-by: Helm
  annotations:
    meta.helm.sh/release-name: kuberhealthy
    meta.helm.sh/release-namespace: kuberhealthy
---
apiVersion: comcast.github.io/v1
kind: KuberhealthyCheck
metadata:
  name: dns-status-internal
  namespace: kuberhealthy
  labels:
    app.kubernetes.io/managed-by: Helm
  annotations:
    meta.helm.sh/release-name: kuberhealthy
    meta.helm.sh/release-namespace: kuberhealthy
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: kuberhealthy-slice-1
  namespace: kuberhealthy
  ownerReferences:
    - apiVersion: v1
      kind: Service
      name: kuberhealthy
      controller: true
  labels:
    app: kuberhealthy
    app.kubernetes.io/managed-by: Helm
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
    kubernetes.io/service-name: kuberhealthy
addressType: IPv4
endpoints:
  - addresses:
      - "10.0.0.2"
    conditions:
      ready: true
      serving: true
      terminating: false
    targetRef:
      kind: Pod
      namespace: kuberhealthy
      name: kuberhealthy-1
    nodeName: bed
  - addresses:
      - "10.0.0.3"
    conditions:
      ready: true
      serving: true
      terminating: false
    targetRef:
      kind: Pod
      namespace: kuberhealthy
      name: kuberhealthy-2
    nodeName: bed
ports:
  - name: http
    protocol: TCP
    port: 8080
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: alertmanager-operated-slice-1
  namespace: monitoring
  ownerReferences:
    - apiVersion: v1
      kind: Service
      name: alertmanager-operated
      controller: true
  labels:
    app.kubernetes.io/managed-by: prometheus-operator
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
    kubernetes.io/service-name: alertmanager-operated
    managed-by: prometheus-operator
    operated-alertmanager: "true"
    service.kubernetes.io/headless: ""
addressType: IPv4
endpoints:
  - addresses:
      - "10.0.0.1"
    conditions:
      ready: true
      serving: true
      terminating: false
    hostname: alertmanager-prometheus-kube-prometheus-alertmanager-0
    targetRef:
      kind: Pod
      namespace: monitoring
      name: alertmanager-prometheus-kube-prometheus-alertmanager-0
    nodeName: bed
ports:
  - name: tcp-mesh
    protocol: TCP
    port: 9094
  - name: udp-mesh
    protocol: UDP
    port: 9094
  - name: http-web
    protocol: TCP
    port: 9093
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: prometheus-grafana-slice-1
  namespace: monitoring
  ownerReferences:
    - apiVersion: v1
      kind: Service
      name: prometheus-grafana
      controller: true
  labels:
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/name: grafana
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
    kubernetes.io/service-name: prometheus-grafana
addressType: IPv4
endpoints:
  - addresses:
      - "10.0.0.4"
    conditions:
      ready: true
      serving: true
      terminating: false
    targetRef:
      kind: Pod
      namespace: monitoring
      name: prometheus-grafana-1
    nodeName: bed
ports:
  - name: http-web
    protocol: TCP
    port: 3000
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: prometheus-kube-prometheus-alertmanager-slice-1
  namespace: monitoring
  ownerReferences:
    - apiVersion: v1
      kind: Service
      name: prometheus-kube-prometheus-alertmanager
      controller: true
  labels:
    app: kube-prometheus-stack-alertmanager
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
    heritage: Helm
    kubernetes.io/service-name: prometheus-kube-prometheus-alertmanager
    release: prometheus
addressType: IPv4
endpoints:
  - addresses:
      - "10.0.0.1"
    conditions:
      ready: true
      serving: true
      terminating: false
    targetRef:
      kind: Pod
      namespace: monitoring
      name: alertmanager-prometheus-kube-prometheus-alertmanager-0
    nodeName: bed
ports:
  - name: http-web
    protocol: TCP
    port: 9093
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: prometheus-kube-prometheus-operator-slice-1
  namespace: monitoring
  ownerReferences:
    - apiVersion: v1
      kind: Service
      name: prometheus-kube-prometheus-operator
      controller: true
  labels:
    app: kube-prometheus-stack-operator
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
    heritage: Helm
    kubernetes.io/service-name: prometheus-kube-prometheus-operator
    release: prometheus
addressType: IPv4
endpoints:
  - addresses:
      - "10.0.0.5"
    conditions:
      ready: true
      serving: true
      terminating: false
    targetRef:
      kind: Pod
      namespace: monitoring
      name: prometheus-kube-prometheus-operator-1
    nodeName: bed
ports:
  - name: https
    protocol: TCP
    port: 10250
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: prometheus-kube-prometheus-prometheus-slice-1
  namespace: monitoring
  ownerReferences:
    - apiVersion: v1
      kind: Service
      name: prometheus-kube-prometheus-prometheus
      controller: true
  labels:
    app: kube-prometheus-stack-prometheus
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
    heritage: Helm
    kubernetes.io/service-name: prometheus-kube-prometheus-prometheus
    release: prometheus
    self-monitor: "true"
addressType: IPv4
endpoints:
  - addresses:
      - "10.0.0.6"
    conditions:
      ready: true
      serving: true
      terminating: false
    targetRef:
      kind: Pod
      namespace: monitoring
      name: prometheus-prometheus-kube-prometheus-prometheus-0
    nodeName: bed
ports:
  - name: reloader-web
    protocol: TCP
    port: 8080
  - name: http-web
    protocol: TCP
    port: 9090
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: prometheus-operated-slice-1
  namespace: monitoring
  ownerReferences:
    - apiVersion: v1
      kind: Service
      name: prometheus-operated
      controller: true
  labels:
    app.kubernetes.io/managed-by: prometheus-operator
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
    kubernetes.io/service-name: prometheus-operated
    managed-by: prometheus-operator
    operated-prometheus: "true"
    service.kubernetes.io/headless: ""
addressType: IPv4
endpoints:
  - addresses:
      - "10.0.0.6"
    conditions:
      ready: true
      serving: true
      terminating: false
    hostname: prometheus-prometheus-kube-prometheus-prometheus-0
    targetRef:
      kind: Pod
      namespace: monitoring
      name: prometheus-prometheus-kube-prometheus-prometheus-0
    nodeName: bed
ports:
  - name: http-web
    protocol: TCP
    port: 9090
---
apiVersion: monitoring.coreos.com/v1
kind: Alertmanager
metadata:
  name: prometheus-kube-prometheus-alertmanager
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-alertmanager
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
  generation: 1
spec:
  version: v0.31.1
  replicas: 1
  serviceAccountName: prometheus-kube-prometheus-alertmanager
  portName: http-web
  retention: 120h
  image: quay.io/prometheus/alertmanager:v0.31.1
status:
  paused: false
  replicas: 1
  updatedReplicas: 1
  availableReplicas: 1
  unavailableReplicas: 0
  selector: alertmanager=prometheus-kube-prometheus-alertmanager,app.kubernetes.io/instance=prometheus-kube-prometheus-alertmanager,app.kubernetes.io/managed-by=prometheus-operator,app.kubernetes.io/name=alertmanager
  conditions:
    - type: Available
      status: "True"
      reason: ""
      observedGeneration: 1
      message: ""
    - type: Reconciled
      status: "True"
      reason: ""
      observedGeneration: 1
      message: ""
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata:
  name: prometheus-kube-prometheus-prometheus
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-prometheus
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
  generation: 1
spec:
  serviceMonitorSelector:
    matchLabels:
      release: prometheus
  serviceMonitorNamespaceSelector: {}
  podMonitorSelector:
    matchLabels:
      release: prometheus
  podMonitorNamespaceSelector: {}
  probeSelector:
    matchLabels:
      release: prometheus
  probeNamespaceSelector: {}
  scrapeConfigSelector:
    matchLabels:
      release: prometheus
  scrapeConfigNamespaceSelector: {}
  ruleSelector:
    matchLabels:
      release: prometheus
  ruleNamespaceSelector: {}
  version: v3.13.1
  shards: 1
  replicas: 1
  serviceAccountName: prometheus-kube-prometheus-prometheus
  portName: http-web
  scrapeInterval: 30s
  evaluationInterval: 30s
  retention: "10d"
  routePrefix: /
  externalUrl: http://prometheus-kube-prometheus-prometheus.monitoring:9090
  image: quay.io/prometheus/prometheus:v3.13.1
  alerting:
    alertmanagers:
      - apiVersion: v2
        name: prometheus-kube-prometheus-alertmanager
        namespace: monitoring
        pathPrefix: /
        port: http-web
status:
  paused: false
  replicas: 1
  updatedReplicas: 1
  availableReplicas: 1
  unavailableReplicas: 0
  shards: 1
  selector: app.kubernetes.io/instance=prometheus-kube-prometheus-prometheus,app.kubernetes.io/managed-by=prometheus-operator,app.kubernetes.io/name=prometheus,operator.prometheus.io/name=prometheus-kube-prometheus-prometheus,prometheus=prometheus-kube-prometheus-prometheus
  shardStatuses:
    - availableReplicas: 1
      replicas: 1
      shardID: "0"
      unavailableReplicas: 0
      updatedReplicas: 1
  conditions:
    - type: Available
      status: "True"
      reason: ""
      observedGeneration: 1
      message: ""
    - type: Reconciled
      status: "True"
      reason: ""
      observedGeneration: 1
      message: ""
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: prometheus-kube-prometheus-general.rules
  namespace: monitoring
  generation: 1
  fieldOwners:
    - manager: helm
      operation: Update
      labels:
        - app
        - app.kubernetes.io/instance
        - app.kubernetes.io/managed-by
        - app.kubernetes.io/part-of
        - app.kubernetes.io/version
        - chart
        - heritage
        - release
  labels:
    app: kube-prometheus-stack-general.rules
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
spec:
  groups:
    - name: general.rules
      rules:
        - alert: Watchdog
          annotations:
            summary: xxxxxx xxxxx, xx xxxx xxx xxxxxxx xxxxx xx x xxxxxx xxxxxxxx.
          expr: vector(1)
          labels:
            severity: none
status:
  bindings:
    - group: monitoring.coreos.com
      resource: prometheuses
      name: prometheus-kube-prometheus-prometheus
      namespace: monitoring
      conditions:
        - type: Accepted
          status: "True"
          observedGeneration: 1
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: kuberhealthy
  namespace: kuberhealthy
  generation: 1
  fieldOwners:
    - manager: helm
      operation: Update
      labels:
        - app
        - app.kubernetes.io/managed-by
        - prometheus
        - release
  labels:
    app: kuberhealthy
    app.kubernetes.io/managed-by: Helm
    prometheus: prometheus
    release: prometheus-operator
  annotations:
    meta.helm.sh/release-name: kuberhealthy
    meta.helm.sh/release-namespace: kuberhealthy
spec:
  endpoints:
    - bearerTokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
      interval: 15s
      port: http
  jobLabel: component
  namespaceSelector:
    matchNames:
      - kuberhealthy
  selector:
    matchLabels:
      app: kuberhealthy
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: prometheus-kube-prometheus-prometheus
  namespace: monitoring
  generation: 1
  fieldOwners:
    - manager: helm
      operation: Update
      labels:
        - app
        - app.kubernetes.io/instance
        - app.kubernetes.io/managed-by
        - app.kubernetes.io/part-of
        - app.kubernetes.io/version
        - chart
        - heritage
        - release
  labels:
    app: kube-prometheus-stack-prometheus
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
spec:
  endpoints:
    - path: /metrics
      port: http-web
  namespaceSelector:
    matchNames:
      - monitoring
  selector:
    matchLabels:
      app: kube-prometheus-stack-prometheus
      release: prometheus
      self-monitor: "true"
status:
  bindings:
    - group: monitoring.coreos.com
      resource: prometheuses
      name: prometheus-kube-prometheus-prometheus
      namespace: monitoring
      conditions:
        - type: Accepted
          status: "True"
          observedGeneration: 1
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: kuberhealthy
  labels:
    app: kuberhealthy
    app.kubernetes.io/managed-by: Helm
  annotations:
    meta.helm.sh/release-name: kuberhealthy
    meta.helm.sh/release-namespace: kuberhealthy
rules:
  - verbs:
      - create
      - delete
      - get
      - list
      - watch
    apiGroups:
      - ""
    resources:
      - pods
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: prometheus-grafana-clusterrole
  labels:
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/name: grafana
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
rules:
  - verbs:
      - get
      - watch
      - list
    apiGroups:
      - ""
    resources:
      - configmaps
      - secrets
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: prometheus-kube-prometheus-prometheus
  labels:
    app: kube-prometheus-stack-prometheus
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
rules:
  - verbs:
      - get
      - list
      - watch
    apiGroups:
      - ""
    resources:
      - nodes
      - nodes/metrics
      - services
      - endpoints
      - pods
  - verbs:
      - get
      - list
      - watch
    apiGroups:
      - discovery.k8s.io
    resources:
      - endpointslices
  - verbs:
      - get
      - list
      - watch
    apiGroups:
      - networking.k8s.io
    resources:
      - ingresses
  - verbs:
      - get
    nonResourceURLs:
      - /metrics
      - /metrics/cadvisor
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: kuberhealthy
  labels:
    app: kuberhealthy
    app.kubernetes.io/managed-by: Helm
  annotations:
    meta.helm.sh/release-name: kuberhealthy
    meta.helm.sh/release-namespace: kuberhealthy
subjects:
  - kind: ServiceAccount
    name: kuberhealthy
    namespace: kuberhealthy
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: kuberhealthy
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: prometheus-grafana-clusterrole
  labels:
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/name: grafana
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
subjects:
  - kind: ServiceAccount
    name: prometheus-grafana
    namespace: monitoring
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: prometheus-grafana-clusterrole
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: prometheus-kube-prometheus-prometheus
  labels:
    app: kube-prometheus-stack-prometheus
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
subjects:
  - kind: ServiceAccount
    name: prometheus-kube-prometheus-prometheus
    namespace: monitoring
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: prometheus-kube-prometheus-prometheus
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: prometheus-grafana-datasource
  namespace: monitoring
  labels:
    app.kubernetes.io/managed-by: Helm
    grafana_datasource: "1"
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
facts:
  keys:
    datasource.yaml:
      present: true
      size: 197
      datasources:
        - name: Prometheus
          type: prometheus
          host: prometheus-kube-prometheus-prometheus.monitoring:9090
          isDefault: true
---
apiVersion: v1
kind: Endpoints
metadata:
  name: kuberhealthy
  namespace: kuberhealthy
  labels:
    app: kuberhealthy
    app.kubernetes.io/managed-by: Helm
    endpoints.kubernetes.io/managed-by: endpoint-controller
subsets:
  - addresses:
      - ip: "10.0.0.2"
        nodeName: bed
        targetRef:
          kind: Pod
          namespace: kuberhealthy
          name: kuberhealthy-1
      - ip: "10.0.0.3"
        nodeName: bed
        targetRef:
          kind: Pod
          namespace: kuberhealthy
          name: kuberhealthy-2
    ports:
      - name: http
        port: 8080
        protocol: TCP
---
apiVersion: v1
kind: Endpoints
metadata:
  name: alertmanager-operated
  namespace: monitoring
  labels:
    app.kubernetes.io/managed-by: prometheus-operator
    endpoints.kubernetes.io/managed-by: endpoint-controller
    managed-by: prometheus-operator
    operated-alertmanager: "true"
    service.kubernetes.io/headless: ""
subsets:
  - addresses:
      - ip: "10.0.0.1"
        hostname: alertmanager-prometheus-kube-prometheus-alertmanager-0
        nodeName: bed
        targetRef:
          kind: Pod
          namespace: monitoring
          name: alertmanager-prometheus-kube-prometheus-alertmanager-0
    ports:
      - name: udp-mesh
        port: 9094
        protocol: UDP
      - name: tcp-mesh
        port: 9094
        protocol: TCP
      - name: http-web
        port: 9093
        protocol: TCP
---
apiVersion: v1
kind: Endpoints
metadata:
  name: prometheus-grafana
  namespace: monitoring
  labels:
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/name: grafana
    endpoints.kubernetes.io/managed-by: endpoint-controller
subsets:
  - addresses:
      - ip: "10.0.0.4"
        nodeName: bed
        targetRef:
          kind: Pod
          namespace: monitoring
          name: prometheus-grafana-1
    ports:
      - name: http-web
        port: 3000
        protocol: TCP
---
apiVersion: v1
kind: Endpoints
metadata:
  name: prometheus-kube-prometheus-alertmanager
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-alertmanager
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    endpoints.kubernetes.io/managed-by: endpoint-controller
    heritage: Helm
    release: prometheus
subsets:
  - addresses:
      - ip: "10.0.0.1"
        nodeName: bed
        targetRef:
          kind: Pod
          namespace: monitoring
          name: alertmanager-prometheus-kube-prometheus-alertmanager-0
    ports:
      - name: http-web
        port: 9093
        protocol: TCP
---
apiVersion: v1
kind: Endpoints
metadata:
  name: prometheus-kube-prometheus-operator
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-operator
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    endpoints.kubernetes.io/managed-by: endpoint-controller
    heritage: Helm
    release: prometheus
subsets:
  - addresses:
      - ip: "10.0.0.5"
        nodeName: bed
        targetRef:
          kind: Pod
          namespace: monitoring
          name: prometheus-kube-prometheus-operator-1
    ports:
      - name: https
        port: 10250
        protocol: TCP
---
apiVersion: v1
kind: Endpoints
metadata:
  name: prometheus-kube-prometheus-prometheus
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-prometheus
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    endpoints.kubernetes.io/managed-by: endpoint-controller
    heritage: Helm
    release: prometheus
    self-monitor: "true"
subsets:
  - addresses:
      - ip: "10.0.0.6"
        nodeName: bed
        targetRef:
          kind: Pod
          namespace: monitoring
          name: prometheus-prometheus-kube-prometheus-prometheus-0
    ports:
      - name: reloader-web
        port: 8080
        protocol: TCP
      - name: http-web
        port: 9090
        protocol: TCP
---
apiVersion: v1
kind: Endpoints
metadata:
  name: prometheus-operated
  namespace: monitoring
  labels:
    app.kubernetes.io/managed-by: prometheus-operator
    endpoints.kubernetes.io/managed-by: endpoint-controller
    managed-by: prometheus-operator
    operated-prometheus: "true"
    service.kubernetes.io/headless: ""
subsets:
  - addresses:
      - ip: "10.0.0.6"
        hostname: prometheus-prometheus-kube-prometheus-prometheus-0
        nodeName: bed
        targetRef:
          kind: Pod
          namespace: monitoring
          name: prometheus-prometheus-kube-prometheus-prometheus-0
    ports:
      - name: http-web
        port: 9090
        protocol: TCP
---
apiVersion: v1
kind: Namespace
metadata:
  name: default
  labels:
    kubernetes.io/metadata.name: default
status:
  phase: Active
---
apiVersion: v1
kind: Namespace
metadata:
  name: kube-node-lease
  labels:
    kubernetes.io/metadata.name: kube-node-lease
status:
  phase: Active
---
apiVersion: v1
kind: Namespace
metadata:
  name: kube-public
  labels:
    kubernetes.io/metadata.name: kube-public
status:
  phase: Active
---
apiVersion: v1
kind: Namespace
metadata:
  name: kube-system
  labels:
    kubernetes.io/metadata.name: kube-system
status:
  phase: Active
---
apiVersion: v1
kind: Namespace
metadata:
  name: kuberhealthy
  labels:
    kubernetes.io/metadata.name: kuberhealthy
status:
  phase: Active
---
apiVersion: v1
kind: Namespace
metadata:
  name: monitoring
  labels:
    kubernetes.io/metadata.name: monitoring
status:
  phase: Active
---
apiVersion: v1
kind: Pod
metadata:
  name: kuberhealthy-1
  namespace: kuberhealthy
  ownerReferences:
    - apiVersion: apps/v1
      kind: ReplicaSet
      name: kuberhealthy-5f8659bc67
      controller: true
  labels:
    app: kuberhealthy
spec:
  nodeName: bed
  serviceAccountName: kuberhealthy
  containers:
    - name: kuberhealthy
      image: docker.io/kuberhealthy/kuberhealthy:v2.7.1
      ports:
        - name: http
          containerPort: 8080
          protocol: TCP
status:
  phase: Running
  podIP: "10.0.0.2"
  podIPs:
    - ip: "10.0.0.2"
  conditions:
    - type: PodScheduled
      status: "True"
    - type: Initialized
      status: "True"
    - type: ContainersReady
      status: "True"
    - type: Ready
      status: "True"
  containerStatuses:
    - name: kuberhealthy
      ready: true
      restartCount: 0
      state:
        running: {}
---
apiVersion: v1
kind: Pod
metadata:
  name: kuberhealthy-2
  namespace: kuberhealthy
  ownerReferences:
    - apiVersion: apps/v1
      kind: ReplicaSet
      name: kuberhealthy-5f8659bc67
      controller: true
  labels:
    app: kuberhealthy
spec:
  nodeName: bed
  serviceAccountName: kuberhealthy
  containers:
    - name: kuberhealthy
      image: docker.io/kuberhealthy/kuberhealthy:v2.7.1
      ports:
        - name: http
          containerPort: 8080
          protocol: TCP
status:
  phase: Running
  podIP: "10.0.0.3"
  podIPs:
    - ip: "10.0.0.3"
  conditions:
    - type: PodScheduled
      status: "True"
    - type: Initialized
      status: "True"
    - type: ContainersReady
      status: "True"
    - type: Ready
      status: "True"
  containerStatuses:
    - name: kuberhealthy
      ready: true
      restartCount: 0
      state:
        running: {}
---
apiVersion: v1
kind: Pod
metadata:
  name: alertmanager-prometheus-kube-prometheus-alertmanager-0
  namespace: monitoring
  ownerReferences:
    - apiVersion: apps/v1
      kind: StatefulSet
      name: alertmanager-prometheus-kube-prometheus-alertmanager
      controller: true
  labels:
    alertmanager: prometheus-kube-prometheus-alertmanager
    app.kubernetes.io/instance: prometheus-kube-prometheus-alertmanager
    app.kubernetes.io/managed-by: prometheus-operator
    app.kubernetes.io/name: alertmanager
    app.kubernetes.io/version: "0.31.1"
    apps.kubernetes.io/pod-index: "0"
    statefulset.kubernetes.io/pod-name: alertmanager-prometheus-kube-prometheus-alertmanager-0
spec:
  nodeName: bed
  serviceAccountName: prometheus-kube-prometheus-alertmanager
  containers:
    - name: alertmanager
      image: quay.io/prometheus/alertmanager:v0.31.1
      ports:
        - name: http-web
          containerPort: 9093
          protocol: TCP
        - name: mesh-tcp
          containerPort: 9094
          protocol: TCP
        - name: mesh-udp
          containerPort: 9094
          protocol: UDP
      args:
        - "--web.listen-address=:9093"
    - name: config-reloader
      image: quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0
      ports:
        - name: reloader-web
          containerPort: 8080
          protocol: TCP
      args:
        - "--listen-address=:8080"
  initContainers:
    - name: init-config-reloader
      image: quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0
      ports:
        - name: reloader-init
          containerPort: 8081
          protocol: TCP
      args:
        - "--listen-address=:8081"
status:
  phase: Running
  podIP: "10.0.0.1"
  podIPs:
    - ip: "10.0.0.1"
  conditions:
    - type: PodScheduled
      status: "True"
    - type: Initialized
      status: "True"
    - type: ContainersReady
      status: "True"
    - type: Ready
      status: "True"
  containerStatuses:
    - name: alertmanager
      ready: true
      restartCount: 0
      state:
        running: {}
    - name: config-reloader
      ready: true
      restartCount: 0
      state:
        running: {}
---
apiVersion: v1
kind: Pod
metadata:
  name: prometheus-grafana-1
  namespace: monitoring
  ownerReferences:
    - apiVersion: apps/v1
      kind: ReplicaSet
      name: prometheus-grafana-74db7f89b9
      controller: true
  labels:
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/name: grafana
spec:
  nodeName: bed
  serviceAccountName: prometheus-grafana
  containers:
    - name: grafana-sc-dashboard
      image: quay.io/kiwigrid/k8s-sidecar:2.10.1
    - name: grafana-sc-datasources
      image: quay.io/kiwigrid/k8s-sidecar:2.10.1
    - name: grafana
      image: docker.io/grafana/grafana:13.2.0
      ports:
        - name: grafana
          containerPort: 3000
          protocol: TCP
status:
  phase: Running
  podIP: "10.0.0.4"
  podIPs:
    - ip: "10.0.0.4"
  conditions:
    - type: PodScheduled
      status: "True"
    - type: Initialized
      status: "True"
    - type: ContainersReady
      status: "True"
    - type: Ready
      status: "True"
  containerStatuses:
    - name: grafana-sc-dashboard
      ready: true
      restartCount: 0
      state:
        running: {}
    - name: grafana-sc-datasources
      ready: true
      restartCount: 0
      state:
        running: {}
    - name: grafana
      ready: true
      restartCount: 0
      state:
        running: {}
---
apiVersion: v1
kind: Pod
metadata:
  name: prometheus-kube-prometheus-operator-1
  namespace: monitoring
  ownerReferences:
    - apiVersion: apps/v1
      kind: ReplicaSet
      name: prometheus-kube-prometheus-operator-765554465c
      controller: true
  labels:
    app: kube-prometheus-stack-operator
    release: prometheus
spec:
  nodeName: bed
  serviceAccountName: prometheus-kube-prometheus-operator
  containers:
    - name: kube-prometheus-stack
      image: quay.io/prometheus-operator/prometheus-operator:v0.93.0
      ports:
        - name: https
          containerPort: 10250
          protocol: TCP
status:
  phase: Running
  podIP: "10.0.0.5"
  podIPs:
    - ip: "10.0.0.5"
  conditions:
    - type: PodScheduled
      status: "True"
    - type: Initialized
      status: "True"
    - type: ContainersReady
      status: "True"
    - type: Ready
      status: "True"
  containerStatuses:
    - name: kube-prometheus-stack
      ready: true
      restartCount: 0
      state:
        running: {}
---
apiVersion: v1
kind: Pod
metadata:
  name: prometheus-prometheus-kube-prometheus-prometheus-0
  namespace: monitoring
  ownerReferences:
    - apiVersion: apps/v1
      kind: StatefulSet
      name: prometheus-prometheus-kube-prometheus-prometheus
      controller: true
  labels:
    app.kubernetes.io/instance: prometheus-kube-prometheus-prometheus
    app.kubernetes.io/managed-by: prometheus-operator
    app.kubernetes.io/name: prometheus
    app.kubernetes.io/version: "3.13.1"
    apps.kubernetes.io/pod-index: "0"
    operator.prometheus.io/name: prometheus-kube-prometheus-prometheus
    operator.prometheus.io/shard: "0"
    prometheus: prometheus-kube-prometheus-prometheus
    statefulset.kubernetes.io/pod-name: prometheus-prometheus-kube-prometheus-prometheus-0
spec:
  nodeName: bed
  serviceAccountName: prometheus-kube-prometheus-prometheus
  containers:
    - name: prometheus
      image: quay.io/prometheus/prometheus:v3.13.1
      ports:
        - name: http-web
          containerPort: 9090
          protocol: TCP
    - name: config-reloader
      image: quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0
      ports:
        - name: reloader-web
          containerPort: 8080
          protocol: TCP
      args:
        - "--listen-address=:8080"
  initContainers:
    - name: init-config-reloader
      image: quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0
      ports:
        - name: reloader-init
          containerPort: 8081
          protocol: TCP
      args:
        - "--listen-address=:8081"
status:
  phase: Running
  podIP: "10.0.0.6"
  podIPs:
    - ip: "10.0.0.6"
  conditions:
    - type: PodScheduled
      status: "True"
    - type: Initialized
      status: "True"
    - type: ContainersReady
      status: "True"
    - type: Ready
      status: "True"
  containerStatuses:
    - name: prometheus
      ready: true
      restartCount: 0
      state:
        running: {}
    - name: config-reloader
      ready: true
      restartCount: 0
      state:
        running: {}
---
apiVersion: v1
kind: Service
metadata:
  name: kuberhealthy
  namespace: kuberhealthy
  labels:
    app: kuberhealthy
    app.kubernetes.io/managed-by: Helm
  annotations:
    meta.helm.sh/release-name: kuberhealthy
    meta.helm.sh/release-namespace: kuberhealthy
spec:
  type: ClusterIP
  selector:
    app: kuberhealthy
  ports:
    - name: http
      protocol: TCP
      port: 80
      targetPort: 8080
  ipFamilies:
    - IPv4
  ipFamilyPolicy: SingleStack
---
apiVersion: v1
kind: Service
metadata:
  name: alertmanager-operated
  namespace: monitoring
  ownerReferences:
    - apiVersion: monitoring.coreos.com/v1
      kind: Alertmanager
      name: prometheus-kube-prometheus-alertmanager
      controller: false
  labels:
    app.kubernetes.io/managed-by: prometheus-operator
    managed-by: prometheus-operator
    operated-alertmanager: "true"
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: alertmanager
  ports:
    - name: http-web
      protocol: TCP
      port: 9093
      targetPort: http-web
    - name: tcp-mesh
      protocol: TCP
      port: 9094
      targetPort: mesh-tcp
    - name: udp-mesh
      protocol: UDP
      port: 9094
      targetPort: mesh-udp
  clusterIP: None
  clusterIPs:
    - None
  ipFamilies:
    - IPv4
  ipFamilyPolicy: SingleStack
  publishNotReadyAddresses: true
---
apiVersion: v1
kind: Service
metadata:
  name: prometheus-grafana
  namespace: monitoring
  labels:
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/name: grafana
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/name: grafana
  ports:
    - name: http-web
      protocol: TCP
      port: 80
      targetPort: grafana
  ipFamilies:
    - IPv4
  ipFamilyPolicy: SingleStack
---
apiVersion: v1
kind: Service
metadata:
  name: prometheus-kube-prometheus-alertmanager
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-alertmanager
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
spec:
  type: ClusterIP
  selector:
    alertmanager: prometheus-kube-prometheus-alertmanager
    app.kubernetes.io/name: alertmanager
  ports:
    - name: http-web
      protocol: TCP
      port: 9093
      targetPort: 9093
  ipFamilies:
    - IPv4
  ipFamilyPolicy: SingleStack
---
apiVersion: v1
kind: Service
metadata:
  name: prometheus-kube-prometheus-operator
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-operator
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
spec:
  type: ClusterIP
  selector:
    app: kube-prometheus-stack-operator
    release: prometheus
  ports:
    - name: https
      protocol: TCP
      port: 443
      targetPort: https
  ipFamilies:
    - IPv4
  ipFamilyPolicy: SingleStack
---
apiVersion: v1
kind: Service
metadata:
  name: prometheus-kube-prometheus-prometheus
  namespace: monitoring
  labels:
    app: kube-prometheus-stack-prometheus
    app.kubernetes.io/instance: prometheus
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/part-of: kube-prometheus-stack
    app.kubernetes.io/version: "88.5.3"
    chart: kube-prometheus-stack-88.5.3
    heritage: Helm
    release: prometheus
    self-monitor: "true"
  annotations:
    meta.helm.sh/release-name: prometheus
    meta.helm.sh/release-namespace: monitoring
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: prometheus
    operator.prometheus.io/name: prometheus-kube-prometheus-prometheus
  ports:
    - name: http-web
      protocol: TCP
      port: 9090
      targetPort: 9090
    - name: reloader-web
      protocol: TCP
      port: 8080
      targetPort: reloader-web
  ipFamilies:
    - IPv4
  ipFamilyPolicy: SingleStack
---
apiVersion: v1
kind: Service
metadata:
  name: prometheus-operated
  namespace: monitoring
  ownerReferences:
    - apiVersion: monitoring.coreos.com/v1
      kind: Prometheus
      name: prometheus-kube-prometheus-prometheus
      controller: false
  labels:
    app.kubernetes.io/managed-by: prometheus-operator
    managed-by: prometheus-operator
    operated-prometheus: "true"
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: prometheus
  ports:
    - name: http-web
      protocol: TCP
      port: 9090
      targetPort: http-web
  clusterIP: None
  clusterIPs:
    - None
  ipFamilies:
    - IPv4
  ipFamilyPolicy: SingleStack
`;
