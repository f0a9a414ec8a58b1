import { UserError } from '../../model/errors.js';
import type { Target } from './target.js';

/** An admin interface that a port-forward leads to. */
export interface PodAdmin {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Opens a port-forward to the admin interface of a pod. */
export async function openPodAdmin(proxy: string, _target: Target): Promise<PodAdmin> {
  throw new UserError('failed', `${proxy}: clusters can't be reached yet`, 'use -f with a config dump, or --admin');
}
