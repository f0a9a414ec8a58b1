import { defaultValidator } from '../install/istiod/webhooks.js';
import { sortObjects } from '../install/order.js';
import type { InstallPlan } from '../install/types.js';
import { isTrue, textAt } from '../install/values/tree.js';
import { renderPlan } from './install-input.js';
import type { Wanted } from './install-run.js';

/**
 * Everything that installing a plan applies: its manifest, and the validator of objects without a revision, which belongs
 * to whoever is the default. https://istio.io/latest/docs/setup/upgrade/canary/#default-tag
 */
export async function renderWanted(plan: InstallPlan): Promise<Wanted> {
  const objects = await renderPlan(plan);
  const isDefault = plan.revision === '' && plan.components.some(({ kind }) => kind === 'pilot');
  const already = objects.some(({ metadata }) => metadata.name === 'istiod-default-validator');
  const ofCluster = textAt(plan.values, 'global', 'resourceScope') !== 'namespace';
  const validates = isDefault && !already && ofCluster && isTrue(plan.values, 'global', 'configValidation');
  return { plan, objects: validates ? sortObjects([...objects, defaultValidator(plan)]) : objects };
}
