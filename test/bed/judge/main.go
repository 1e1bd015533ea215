// Command judge answers what the pinned prometheus-operator and the Prometheus code inside it make of expressions, regular
// expressions, templates, names, durations, relabelings and rules. One JSON object per line on stdin, one per line on
// stdout, in the same order. The differential test of src/lang asks it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/template"
)

type question struct {
	Kind     string                          `json:"kind"`
	Text     string                          `json:"text"`
	Features []string                        `json:"features"`
	Subjects []string                        `json:"subjects"`
	Alert    string                          `json:"alert"`
	Version  string                          `json:"version"`
	Thanos   bool                            `json:"thanos"`
	Relabel  *monitoringv1.RelabelConfig     `json:"relabel"`
	Labels   map[string]string               `json:"labels"`
	Spec     monitoringv1.PrometheusRuleSpec `json:"spec"`
}

type selector struct {
	Metric   string     `json:"metric"`
	Matchers [][]string `json:"matchers"`
}

type answer struct {
	OK        bool                `json:"ok"`
	Error     string              `json:"error,omitempty"`
	Type      string              `json:"type,omitempty"`
	Selectors []selector          `json:"selectors,omitempty"`
	Matches   []bool              `json:"matches,omitempty"`
	Millis    *int64              `json:"millis,omitempty"`
	Pretty    string              `json:"pretty,omitempty"`
	Legacy    []bool              `json:"legacy,omitempty"`
	Loads     *bool               `json:"loads,omitempty"`
	Dropped   bool                `json:"dropped,omitempty"`
	Labels    map[string]string   `json:"labels,omitempty"`
}

func refused(err error) answer { return answer{Error: err.Error()} }

func options(features []string) parser.Options {
	var o parser.Options
	for _, f := range features {
		switch f {
		case "promql-experimental-functions":
			o.EnableExperimentalFunctions = true
		case "promql-duration-expr":
			o.ExperimentalDurationExpr = true
		case "promql-extended-range-selectors":
			o.EnableExtendedRangeSelectors = true
		case "promql-binop-fill-modifiers":
			o.EnableBinopFillModifiers = true
		}
	}
	return o
}

func expression(q question) answer {
	expr, err := parser.NewParser(options(q.Features)).ParseExpr(q.Text)
	if err != nil {
		return refused(err)
	}
	a := answer{OK: true, Type: string(expr.Type())}
	parser.Inspect(expr, func(n parser.Node, _ []parser.Node) error {
		if vs, ok := n.(*parser.VectorSelector); ok {
			s := selector{Metric: vs.Name, Matchers: [][]string{}}
			for _, m := range vs.LabelMatchers {
				s.Matchers = append(s.Matchers, []string{m.Name, m.Type.String(), m.Value})
			}
			a.Selectors = append(a.Selectors, s)
		}
		return nil
	})
	return a
}

func pretty(q question) answer {
	expr, err := parser.NewParser(options(q.Features)).ParseExpr(q.Text)
	if err != nil {
		return refused(err)
	}
	return answer{OK: true, Pretty: expr.Pretty(0)}
}

func pattern(q question) answer {
	re, err := relabel.NewRegexp(q.Text)
	if err != nil {
		return refused(err)
	}
	a := answer{OK: true}
	for _, s := range q.Subjects {
		a.Matches = append(a.Matches, re.MatchString(s))
	}
	return a
}

func matcher(q question) answer {
	m, err := labels.NewMatcher(labels.MatchRegexp, "a", q.Text)
	if err != nil {
		return refused(err)
	}
	a := answer{OK: true}
	for _, s := range q.Subjects {
		a.Matches = append(a.Matches, m.Matches(s))
	}
	return a
}

func expand(q question) answer {
	// As rulefmt.testTemplateParsing does.
	text := "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}" + q.Text
	if err := template.NewTemplateExpander(nil, text, "__alert_"+q.Alert, nil, 0, nil, nil, nil).ParseTest(); err != nil {
		return refused(err)
	}
	return answer{OK: true}
}

func name(q question) answer {
	legacy, utf8 := model.LegacyValidation, model.UTF8Validation
	return answer{OK: true, Legacy: []bool{
		legacy.IsValidLabelName(q.Text), utf8.IsValidLabelName(q.Text),
		legacy.IsValidMetricName(q.Text), utf8.IsValidMetricName(q.Text),
	}}
}

func millis(d time.Duration, err error) answer {
	if err != nil {
		return refused(err)
	}
	ms := d.Milliseconds()
	return answer{OK: true, Millis: &ms}
}

func judge(q question) answer {
	switch q.Kind {
	case "expr":
		return expression(q)
	case "pretty":
		return pretty(q)
	case "regex":
		return pattern(q)
	case "matcher":
		return matcher(q)
	case "template":
		return expand(q)
	case "name":
		return name(q)
	case "duration":
		d, err := model.ParseDuration(q.Text)
		return millis(time.Duration(d), err)
	case "goduration":
		return millis(time.ParseDuration(q.Text))
	case "relabel":
		return relabeling(q)
	case "rule":
		return rule(q)
	}
	return answer{Error: "unknown kind " + q.Kind}
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		line, err := in.ReadString('\n')
		if strings.TrimSpace(line) == "" {
			if err != nil {
				break
			}
			continue
		}
		var q question
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		encoded, err := json.Marshal(judge(q))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		out.Write(encoded)
		out.WriteByte('\n')
		if in.Buffered() == 0 {
			out.Flush()
		}
	}
	out.Flush()
}
