import type { HttpRule } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';

/** A request as a test of VirtualServices alone describes it. */
export interface RouteRequest {
  readonly label: string;
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  /** Path, maybe with a query string. */
  readonly uri: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly queryParams: readonly (readonly [name: string, value: string])[];
}

/** A test of what the rules of VirtualServices say, without proxies and services: the format of istio-config-validator. */
export interface RouteTest {
  readonly kind: 'route';
  readonly name: string;
  readonly path: Path;
  readonly requests: readonly RouteRequest[];
  /** Fields that the rule must have, as it is written. */
  readonly expect: HttpRule;
  /** Whether it must have them, or must not. */
  readonly wantMatch: boolean;
}
