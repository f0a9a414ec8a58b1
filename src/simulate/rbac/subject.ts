import type { DynamicMetadata } from '../filters/types.js';
import type { Connection, HttpRequest, RegexEngine } from '../types.js';

/** What RBAC looks at: a request, or a connection alone. */
export interface Subject {
  readonly connection: Connection;
  readonly http: HttpRequest | undefined;
  /** Address of the client as the connection manager makes it out, proxies in front taken into account. */
  readonly remoteIp: string | undefined;
  readonly metadata: DynamicMetadata;
  readonly regex: RegexEngine;
}
