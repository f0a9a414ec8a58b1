import { describe, expect, it } from 'vitest';
import { createSharedYaml } from '../../src/inject/shared-yaml.js';
import { parseDocument } from '../../src/sources/yaml-values.js';

const pod = (name: string) => `
metadata:
  labels: {app: ${name}}
  # a comment

  annotations: {}
spec:
  containers:
  - name: istio-proxy
    image: "proxy"
    env:
    - name: NAME
      value: ${name}
    - name: SAME
      value: |
          first

          # no comment
          last

    -   name: FAR
        valueFrom:
          fieldRef:
            fieldPath: x
    args:
    - a
    - --b=${name}
    resources:
      limits:
        cpu: 100m
        memory: 1Gi
      requests:
        cpu: 100m
# outdented comment
        memory: 1Gi
  volumes:
    - name: a
      emptyDir:
    - emptyDir: {}
      name: b
    - name: c
      emptyDir:
  nothing:
  # of it
`;

describe('reading of documents that are nearly the same', () => {
  it('gives what the reader gives, and the same objects for the same texts', () => {
    const { read, isShared } = createSharedYaml(parseDocument);
    const values = ['one', 'two'].map((name) => {
      const value = read(pod(name));
      expect(value).toEqual(parseDocument(pod(name)));
      return value;
    });
    const volumes = values.map((value) => Object(value).spec.volumes);
    expect(volumes[0]).toBe(volumes[1]);
    expect(isShared(volumes[0])).toBe(true);
    expect(isShared(Object(values[0]))).toBe(false);
  });

  it.each([
    ['', 'nothing'],
    ['a\n', 'a word'],
    ['- a\n- b\n', 'a list'],
    ['- - a\n  - b\n- |\n  c\n  d\n  e\n  f\n  g\n  h\n', 'items of other kinds'],
    ['a: "b\n\n\n\n\n  c"\nd: 1\n', 'a text over several lines'],
    ['a: &x\n  b: 1\n  c: 1\n  d: 1\n  e: 1\n  f: 1\n  g: 1\nh: *x\n', 'an alias'],
    ['a: {\n  b: 1,\n  c: 2 }\nd: 3\n', 'a flow collection over several lines'],
    ['? a\n: b\n', 'a complex key'],
    ['a:\n    b: 1\n    c: 1\n    d: |\n     x\n     y\n\n     z\ne: >-\n x\n y\n', 'texts in blocks'],
    ['1: a\ntrue: b\n', 'keys that are no texts'],
    ['{"a": [1, 2]}\n', 'JSON'],
  ])('reads %j: %s', (text) => {
    expect(createSharedYaml(parseDocument).read(text)).toEqual(parseDocument(text));
  });

  it.each(['a: 1\na: 2\n', 'a: 1\n b: 2\n', 'a:\n    b: 1\n  c: 2\n', 'a: "b\n', 'a: 1\n- b\n', 'a: [1\n'])(
    'refuses %j',
    (text) => {
      expect(() => parseDocument(text)).toThrow();
      expect(() => createSharedYaml(parseDocument).read(text)).toThrow();
    },
  );
});
