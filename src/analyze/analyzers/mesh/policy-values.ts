import type { Path } from '../../../model/resource.js';
import type { Analyzer } from '../../types.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** Values in operations of AuthorizationPolicies that no request has: paths without a slash, methods in small letters. */
export const policyValues: Analyzer = {
  name: 'meshwright.PolicyValues',
  description: 'Paths, methods and hosts of AuthorizationPolicies that no request has',
  inputs: ['AuthorizationPolicy'],
  analyze(context, report) {
    for (const resource of context.store.list('AuthorizationPolicy')) {
      for (const [i, rule] of (resource.body.spec?.rules ?? []).entries()) {
        for (const [j, { operation }] of (rule.to ?? []).entries()) {
          const check = (field: string, values: readonly string[] | undefined, problem: (value: string) => string) => {
            for (const [k, value] of (values ?? []).entries()) {
              const instead = problem(value);
              const path: Path = ['spec', 'rules', i, 'to', j, 'operation', field, k];
              if (instead !== '') report('MW0061', resource, path, { field, value, instead });
            }
          };
          check('paths', operation?.paths, meantPath);
          check('notPaths', operation?.notPaths, meantPath);
          check('methods', operation?.methods, meantMethod);
          check('notMethods', operation?.notMethods, meantMethod);
          check('hosts', operation?.hosts, meantHost);
          check('notHosts', operation?.notHosts, meantHost);
        }
      }
    }
  },
};

function meantPath(path: string): string {
  return /^[/*{]/.test(path) ? '' : `/${path}`;
}

function meantMethod(method: string): string {
  const upper = method.toUpperCase();
  return upper !== method && METHODS.has(upper) ? upper : '';
}

function meantHost(host: string): string {
  const [, name] = /^https?:\/\/([^/]+)/.exec(host) ?? [];
  return name ?? '';
}
