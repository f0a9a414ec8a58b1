// Renders templates with Go's own text/template, sprig and the YAML writer of Kubernetes: what the renderer is compared with.
// Reads lines of JSON {"template": ..., "data": ...}, writes for each a line {"output": ...} or {"error": ...}.
// In the data, an object of one key that begins with "$" stands for a value of a Go type that JSON lacks.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"text/template"
	"time"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
)

type question struct {
	Template string          `json:"template"`
	Data     json.RawMessage `json:"data"`
}

type answer struct {
	Output *string `json:"output,omitempty"`
	Error  string  `json:"error,omitempty"`
}

// Port and Container are structs as the data of an injection has them.
type Port struct {
	Name   string `json:"name,omitempty"`
	Number int32  `json:"number,omitempty"`
}

type Meta struct {
	Name   string            `json:"name,omitempty"`
	Labels map[string]string `json:"labels,omitempty"`
}

type Container struct {
	Meta    `json:",inline"`
	Image   string   `json:"image,omitempty"`
	Args    []string `json:"args,omitempty"`
	Ports   []Port   `json:"ports,omitempty"`
	User    *int64   `json:"user,omitempty"`
	Default *Port    `json:"default,omitempty"`
	Ready   bool     `json:"ready,omitempty"`
	Weight  float64  `json:"weight,omitempty"`
}

// Title is a method.
func (c Container) Title() string { return "container " + c.Name }

// GetNumber works on nil, as the getters of protobuf do.
func (p *Port) GetNumber() int32 {
	if p == nil {
		return 0
	}
	return p.Number
}

func decode(value any) (any, error) {
	switch v := value.(type) {
	case []any:
		for i, item := range v {
			decoded, err := decode(item)
			if err != nil {
				return nil, err
			}
			v[i] = decoded
		}
		return v, nil
	case map[string]any:
		if len(v) == 1 {
			for key, inner := range v {
				if strings.HasPrefix(key, "$") {
					return decodeTyped(key[1:], inner)
				}
			}
		}
		for key, item := range v {
			decoded, err := decode(item)
			if err != nil {
				return nil, err
			}
			v[key] = decoded
		}
	}
	return value, nil
}

func decodeTyped(kind string, value any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	targets := map[string]any{
		"int": new(int), "int64": new(int64), "int32": new(int32), "uint8": new(uint8), "uint64": new(uint64), "float32": new(float32),
		"strings": new([]string), "ints": new([]int), "labels": new(map[string]string), "container": new(Container),
		"containers": new([]Container), "port": new(Port),
	}
	target, known := targets[kind]
	if !known {
		return nil, fmt.Errorf("no type %s", kind)
	}
	if err := json.Unmarshal(text, target); err != nil {
		return nil, err
	}
	return pointed(target), nil
}

func pointed(target any) any {
	switch t := target.(type) {
	case *int:
		return *t
	case *int64:
		return *t
	case *int32:
		return *t
	case *uint8:
		return *t
	case *uint64:
		return *t
	case *float32:
		return *t
	case *[]string:
		return *t
	case *[]int:
		return *t
	case *map[string]string:
		return *t
	case *Container:
		return *t
	case *[]Container:
		return *t
	}
	return target
}

func toYAML(value any) (string, error) {
	text, err := yaml.Marshal(value)
	return string(text), err
}

func render(q question) (out string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	var value any
	if err := json.Unmarshal(q.Data, &value); err != nil {
		return "", err
	}
	data, err := decode(value)
	if err != nil {
		return "", err
	}
	functions := sprig.TxtFuncMap()
	functions["toYaml"] = toYAML
	parsed, err := template.New("test").Funcs(functions).Parse(q.Template)
	if err != nil {
		return "", err
	}
	return execute(parsed, data)
}

// A rendering that takes longer, or writes more, is one that the renderer's limits would end too.
const (
	patience = 20 * time.Second
	size     = 8_000_000
)

// bounded takes so much text, and none after it was closed.
type bounded struct {
	text   strings.Builder
	closed atomic.Bool
}

func (b *bounded) Write(text []byte) (int, error) {
	if b.closed.Load() || b.text.Len()+len(text) > size {
		return 0, errors.New("stopped")
	}
	return b.text.Write(text)
}

func execute(parsed *template.Template, data any) (string, error) {
	out := &bounded{}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("panic: %v", r)
			}
		}()
		done <- parsed.Execute(out, data)
	}()
	select {
	case err := <-done:
		return out.text.String(), err
	case <-time.After(patience):
		out.closed.Store(true)
		return "", errors.New("it takes too long")
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var q question
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			a.Error = err.Error()
		} else if text, err := render(q); err != nil {
			a.Error = err.Error()
		} else {
			a.Output = &text
		}
		if err := errors.Join(encoder.Encode(a), out.Flush()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
