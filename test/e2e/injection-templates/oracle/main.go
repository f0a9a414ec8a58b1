// Renders injection templates with Go's own text/template and sprig, on data of the types that istiod has.
// Reads {"templates": {NAME: TEXT}, "data": [...]}, writes a line {"template", "data", "output" or "error"} for each pair.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

type ObjectMeta struct {
	Name        string            `json:"name,omitempty"`
	Namespace   string            `json:"namespace,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type ContainerPort struct {
	Name          string `json:"name,omitempty"`
	HostPort      int32  `json:"hostPort,omitempty"`
	ContainerPort int32  `json:"containerPort"`
	Protocol      string `json:"protocol,omitempty"`
}

type Container struct {
	Name  string          `json:"name"`
	Ports []ContainerPort `json:"ports,omitempty"`
}

type PodSpec struct {
	Containers         []Container `json:"containers"`
	ServiceAccountName string      `json:"serviceAccountName,omitempty"`
}

type Mode string

func (m Mode) String() string { return string(m) }

type BoolValue struct{ Value bool }

func (b *BoolValue) GetValue() bool { return b != nil && b.Value }

type TLSSettings struct{ CaCertificates string }

func (t *TLSSettings) GetCaCertificates() string {
	if t == nil {
		return ""
	}
	return t.CaCertificates
}

type Tracing struct{ TLSSettings *TLSSettings }

func (t *Tracing) GetTlsSettings() *TLSSettings {
	if t == nil {
		return nil
	}
	return t.TLSSettings
}

type ProxyConfig struct {
	InterceptionMode                Mode
	ProxyMetadata                   map[string]string
	HoldApplicationUntilProxyStarts *BoolValue
}

func (p *ProxyConfig) GetTracing() *Tracing { return nil }

type Data struct {
	TypeMeta       struct{ APIVersion, Kind string }
	DeploymentMeta struct{ Name, Namespace string }
	ObjectMeta     ObjectMeta
	Spec           PodSpec
	ProxyConfig    *ProxyConfig
	MeshConfig     *struct {
		ProxyListenPort, ProxyInboundListenPort int32
		TrustDomain                             string
	}
	Values                                         map[string]any
	Revision, ProxyImage, InboundTrafficPolicyMode string
	CompliancePolicy                               string
	NativeSidecars                                 bool
	ProxyUID, ProxyGID                             *int64
}

// functions are sprig's, and Istio's over them as far as the shipped templates ask for them.
func functions() template.FuncMap {
	all := sprig.TxtFuncMap()
	for name, function := range map[string]any{
		"annotation": func(meta ObjectMeta, name string, other any) string {
			if value, ok := meta.Annotations[name]; ok {
				return value
			}
			return fmt.Sprint(other)
		},
		"isset": func(of map[string]string, key string) bool {
			_, ok := of[key]
			return ok
		},
		"valueOrDefault": func(value, other any) any {
			if value == nil || value == "" {
				return other
			}
			return value
		},
		"excludeInboundPort": excludeInboundPort,
		"structToJSON": func(value any) string {
			text, _ := json.Marshal(value)
			return string(text)
		},
		"protoToJSON": func(config *ProxyConfig) string {
			text, _ := json.Marshal(struct {
				ProxyMetadata map[string]string `json:"proxyMetadata,omitempty"`
				Hold          bool              `json:"holdApplicationUntilProxyStarts,omitempty"`
			}{config.ProxyMetadata, config.HoldApplicationUntilProxyStarts.GetValue()})
			return string(text)
		},
		"fromJSON": func(text string) (value any, err error) {
			err = json.Unmarshal([]byte(text), &value)
			return
		},
		"omitNil": func(value any) any { return value },
		"directory": func(file string) string {
			folder, _ := path.Split(file)
			return folder
		},
		"contains":               func(part, text string) bool { return strings.Contains(text, part) },
		"toLower":                strings.ToLower,
		"appendMultusNetwork":    func(_, network string) string { return network },
		"otelResourceAttributes": func(any, any, any, any, any) string { return "" },
	} {
		all[name] = function
	}
	return all
}

func excludeInboundPort(port any, list string) string {
	wanted := strings.TrimSpace(fmt.Sprint(port))
	if wanted == "" || wanted == "0" {
		return list
	}
	ports := []string{}
	for _, one := range strings.Split(list, ",") {
		if one = strings.TrimSpace(one); one == wanted {
			return list
		} else if one != "" {
			ports = append(ports, one)
		}
	}
	return strings.Join(append(ports, wanted), ",")
}

func main() {
	var asked struct {
		Templates map[string]string
		Data      []Data
	}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	names := []string{}
	for name := range asked.Templates {
		names = append(names, name)
	}
	sort.Strings(names)
	answers := json.NewEncoder(os.Stdout)
	for _, name := range names {
		parsed, err := template.New(name).Funcs(functions()).Parse(asked.Templates[name])
		for i := range asked.Data {
			answer := map[string]any{"template": name, "data": i}
			var output strings.Builder
			failure := err
			if failure == nil {
				failure = parsed.Execute(&output, &asked.Data[i])
			}
			if failure != nil {
				answer["error"] = failure.Error()
			} else {
				answer["output"] = output.String()
			}
			answers.Encode(answer)
		}
	}
}
