{{/* At most 43 characters: a CronJob's name has 52. One that is cut stays another one than those that begin alike. */}}
{{- define "promwire.fullname" -}}
{{- $name := ternary .Release.Name (printf "%s-promwire" .Release.Name) (contains "promwire" .Release.Name) -}}
{{- if gt (len $name) 43 -}}
{{- $name = printf "%s-%s" ($name | trunc 34 | trimAll "-.") ($name | sha256sum | trunc 8) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{/* The same for what may stand next to that of another release of the same name. No namespace has a dot. */}}
{{- define "promwire.placedName" -}}
{{- printf "%s.%s" .Release.Namespace (include "promwire.fullname" .) -}}
{{- end -}}

{{/* What tells its findings from those of others in one Pushgateway. */}}
{{- define "promwire.instance" -}}
{{- .Values.pushgateway.instance | default (include "promwire.placedName" .) -}}
{{- end -}}

{{- define "promwire.selector" -}}
app.kubernetes.io/name: promwire
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "promwire.labels" -}}
{{ include "promwire.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "promwire.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "promwire.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "promwire.image" -}}
{{- $example := printf "registry.example.com/promwire:%s" .Chart.AppVersion -}}
{{- $repository := required (printf "image.repository: no image of promwire is published, so it must be named. Build and push one: docker build -t %s . && docker push %s" $example $example) .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "promwire.failOn" -}}
{{- .Values.failOn | default (ternary "none" "error" (ne .Values.pushgateway.url "")) -}}
{{- end -}}

{{/* Whether labels fulfil a label selector: "yes" or nothing. Takes labels, selector. */}}
{{- define "promwire.matches" -}}
{{- $labels := .labels -}}
{{- $ok := true -}}
{{- range $key, $value := .selector.matchLabels -}}
{{- if ne (get $labels $key | toString) $value -}}{{- $ok = false -}}{{- end -}}
{{- end -}}
{{- range .selector.matchExpressions -}}
{{- $has := hasKey $labels .key -}}
{{- $in := and $has (has (get $labels .key) (.values | default list)) -}}
{{- if or (and (eq .operator "In") (not $in)) (and (eq .operator "NotIn") $in) -}}{{- $ok = false -}}{{- end -}}
{{- if or (and (eq .operator "Exists") (not $has)) (and (eq .operator "DoesNotExist") $has) -}}{{- $ok = false -}}{{- end -}}
{{- end -}}
{{- if $ok -}}yes{{- end -}}
{{- end -}}

{{/* What every refusal below ends with. Takes of: the key of the values. */}}
{{- define "promwire.giveLabels" -}}
Set {{ .of }}.labels to what it selects by ({} where it takes all), and {{ .of }}.namespace if it may not be the release's; or leave it out with {{ .of }}.enabled=false. To see what it selects by: kubectl get prometheus -A -o yaml
{{- end -}}

{{/* The Prometheus that decides, as JSON; fails where it is not known. Takes root, of. */}}
{{- define "promwire.prometheus" -}}
{{- $give := include "promwire.giveLabels" . -}}
{{- if not (.root.Capabilities.APIVersions.Has "monitoring.coreos.com/v1/Prometheus") -}}
{{- fail (printf "%s.labels: helm sees no cluster with the kind Prometheus here, so which labels it selects by is not known. %s" .of $give) -}}
{{- end -}}
{{- $wanted := .root.Values.prometheus -}}
{{- $found := list -}}
{{- $there := list -}}
{{- range (lookup "monitoring.coreos.com/v1" "Prometheus" "" "").items -}}
{{- $there = append $there (printf "%s/%s" .metadata.namespace .metadata.name) -}}
{{- if and (has $wanted.namespace (list "" .metadata.namespace)) (has $wanted.name (list "" .metadata.name)) -}}
{{- $found = append $found . -}}
{{- end -}}
{{- end -}}
{{- if and $there (not $found) -}}
{{- fail (printf "prometheus: no Prometheus is called %s/%s (prometheus.namespace, prometheus.name); there is %s" ($wanted.namespace | default "*") ($wanted.name | default "*") (join ", " $there)) -}}
{{- end -}}
{{- if not $found -}}
{{- fail (printf "%s.labels: helm sees no Prometheus in the cluster (helm template and a dry run on the client look at none), so which labels it selects by is not known. %s" .of $give) -}}
{{- end -}}
{{- if gt (len $found) 1 -}}
{{- fail (printf "%s.labels: there are %d Prometheus (%s). Name one with prometheus.namespace and prometheus.name, or set %s.labels." .of (len $found) (join ", " $there) .of) -}}
{{- end -}}
{{- first $found | toJson -}}
{{- end -}}

{{/* Labels of a namespace, as JSON: one that is made with the release has its name. Takes the name. */}}
{{- define "promwire.namespaceLabels" -}}
{{- $labels := dict "kubernetes.io/metadata.name" . -}}
{{- $there := lookup "v1" "Namespace" "" . -}}
{{- if $there -}}{{- $labels = merge $labels ($there.metadata.labels | default dict) -}}{{- end -}}
{{- $labels | toJson -}}
{{- end -}}

{{/*
Labels and namespace with which the Prometheus takes an object up, as JSON. Takes root, of (the key of the values), field and
namespaceField (the selectors in the Prometheus), kind.
*/}}
{{- define "promwire.placed" -}}
{{- $given := get .root.Values .of -}}
{{- $own := include "promwire.labels" .root | fromYaml -}}
{{- $release := .root.Release.Namespace -}}
{{- if kindIs "map" $given.labels -}}
{{- dict "labels" (merge (deepCopy $given.labels) $own) "namespace" ($given.namespace | default $release) | toJson -}}
{{- else -}}
{{- /* helm lint goes on after a failure. */ -}}
{{- $prometheus := include "promwire.prometheus" . | default (dict "metadata" (dict "namespace" $release "name" "") "spec" dict | toJson) | fromJson -}}
{{- $there := $prometheus.metadata.namespace -}}
{{- $name := printf "%s/%s" $there $prometheus.metadata.name -}}
{{- $selector := get $prometheus.spec .field -}}
{{- if not (kindIs "map" $selector) -}}
{{- fail (printf "%s: Prometheus %s has no spec.%s, so it takes no %s at all. Set it there, or leave this out with %s.enabled=false." .of $name .field .kind .of) -}}
{{- end -}}
{{- $labels := deepCopy ($selector.matchLabels | default dict) -}}
{{- range $selector.matchExpressions -}}
{{- if eq .operator "In" -}}{{- $_ := set $labels .key (first .values) -}}{{- end -}}
{{- if and (eq .operator "Exists") (not (hasKey $own .key)) -}}{{- $_ := set $labels .key "true" -}}{{- end -}}
{{- end -}}
{{- $labels = merge $labels $own -}}
{{- if not (include "promwire.matches" (dict "labels" $labels "selector" $selector)) -}}
{{- fail (printf "%s.labels: spec.%s of Prometheus %s is more than this chart can fulfil by itself. %s" .of .field $name (include "promwire.giveLabels" .)) -}}
{{- end -}}
{{- $namespaces := get $prometheus.spec .namespaceField -}}
{{- $namespace := $given.namespace -}}
{{- if not $namespace -}}
{{- if not (kindIs "map" $namespaces) -}}
{{- $namespace = $there -}}
{{- else -}}
{{- range list $release $there -}}
{{- if and (not $namespace) (include "promwire.matches" (dict "labels" (include "promwire.namespaceLabels" . | fromJson) "selector" $namespaces)) -}}
{{- $namespace = . -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not $namespace -}}
{{- fail (printf "%s.namespace: spec.%s of Prometheus %s takes neither %s nor %s. Set %s.namespace to one that it takes, or give %s the label that it asks for." .of .namespaceField $name $release $there .of $release) -}}
{{- end -}}
{{- dict "labels" $labels "namespace" $namespace "of" $name | toJson -}}
{{- end -}}
{{- end -}}
