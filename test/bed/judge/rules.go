package main

import (
	"encoding/json"
	"io"
	"log/slog"
	_ "unsafe" // for go:linkname

	"github.com/blang/semver/v4"
	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/operator"
	"github.com/prometheus-operator/prometheus-operator/pkg/prometheus/validation"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	"go.yaml.in/yaml/v2"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// The operator's own way from a PrometheusRule to a file, fields of newer versions taken away first; it is not exported.
//
//go:linkname generate github.com/prometheus-operator/prometheus-operator/pkg/operator.(*PrometheusRuleSelector).generateRulesConfiguration
func generate(*operator.PrometheusRuleSelector, *monitoringv1.PrometheusRule) (string, error)

// keeping remembers the messages of the operator's log, where the reason of a refusal stands.
type keeping struct{ text string }

func (k *keeping) Write(p []byte) (int, error) {
	k.text += string(p)
	return len(p), nil
}

func rule(q question) answer {
	format := operator.PrometheusFormat
	if q.Thanos {
		format = operator.ThanosFormat
	}
	log := &keeping{}
	logger := slog.New(slog.NewTextHandler(io.Writer(log), &slog.HandlerOptions{Level: slog.LevelInfo}))
	selector, err := operator.NewPrometheusRuleSelector(format, q.Version, &metav1.LabelSelector{}, nil, nil, nil, logger, options(q.Features))
	if err != nil {
		return refused(err)
	}
	if _, err := generate(selector, &monitoringv1.PrometheusRule{Spec: q.Spec}); err != nil {
		return answer{Error: err.Error() + ": " + log.text}
	}
	return answer{OK: true}
}

// The relabeling in the form in which the operator writes it, with the same YAML library.
func written(rc monitoringv1.RelabelConfig) ([]byte, error) {
	m := yaml.MapSlice{}
	put := func(key string, value any) { m = append(m, yaml.MapItem{Key: key, Value: value}) }
	if len(rc.SourceLabels) > 0 {
		put("source_labels", rc.SourceLabels)
	}
	if rc.Separator != nil {
		put("separator", *rc.Separator)
	}
	if rc.TargetLabel != "" {
		put("target_label", rc.TargetLabel)
	}
	if rc.Regex != "" {
		put("regex", rc.Regex)
	}
	if rc.Modulus != 0 {
		put("modulus", rc.Modulus)
	}
	if rc.Replacement != nil {
		put("replacement", *rc.Replacement)
	}
	if rc.Action != "" {
		put("action", rc.Action)
	}
	return yaml.Marshal(m)
}

func relabeling(q question) answer {
	version, err := semver.ParseTolerant(q.Version)
	if err != nil {
		return refused(err)
	}
	validator, err := validation.NewLabelConfigValidatorFromVersion(version)
	if err != nil {
		return refused(err)
	}
	if err := validator.ValidateRelabelConfig(*q.Relabel); err != nil {
		return refused(err)
	}
	text, err := written(*q.Relabel)
	if err != nil {
		return refused(err)
	}
	loads := false
	a := answer{OK: true, Loads: &loads}
	var cfg relabel.Config
	if err := yaml.Unmarshal(text, &cfg); err != nil {
		a.Error = err.Error()
		return a
	}
	scheme := model.UTF8Validation
	if version.Major < 3 {
		scheme = model.LegacyValidation
	}
	if err := cfg.Validate(scheme); err != nil {
		a.Error = err.Error()
		return a
	}
	loads = true
	builder := labels.NewBuilder(labels.FromMap(q.Labels))
	if !relabel.ProcessBuilder(builder, &cfg) {
		a.Dropped = true
		return a
	}
	a.Labels = builder.Labels().Map()
	if _, err := json.Marshal(a.Labels); err != nil {
		return refused(err)
	}
	return a
}
