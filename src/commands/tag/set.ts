import type { Call, CommandDefinition } from '../../cli/command.js';
import { sortObjects } from '../../install/order.js';
import { keepFailurePolicies } from '../../install/takeover.js';
import type { KubeObject } from '../../install/types.js';
import type { KubeClient } from '../../kube/client.js';
import { applyObject, readObject } from '../../kube/write.js';
import { printable } from '../../print/terminal.js';
import { changeTags, configureTagMaking, planTagCall, readTags, refuseSnapshot } from './tag-cluster.js';

export const command: CommandDefinition = {
  configure: (c) => {
    configureTagMaking(c);
    c.addHelpText(
      'after',
      `
Examples:
  meshwright tag set prod --revision 1-30-3
  meshwright tag set prod --revision 1-31-0 --overwrite`,
    );
  },
  run: async (call) => {
    refuseSnapshot(call);
    const plan = planTagCall(call, await readTags(call));
    await changeTags(call, async (client) => {
      for (const object of sortObjects(plan.objects)) await applyTagObject(client, object);
    });
    say(call, plan.before, plan.switchedOff);
    return 'ok';
  },
};

/** What a tag is made of belongs to it: what istiod or another tool wrote there gives way, but for what istiod decides. */
export async function applyTagObject(client: KubeClient, object: KubeObject): Promise<void> {
  const live = object.kind === 'ValidatingWebhookConfiguration' ? await readObject(client, object) : undefined;
  await applyObject(client, live ? keepFailurePolicies(object, live) : object, { force: true });
}

function say({ args: [tag], options, io }: Call, before: string | undefined, switchedOff: string | undefined): void {
  const moved = before === undefined ? '' : ` (it named ${printable(before)} before)`;
  io.err(`✔ Revision tag ${tag} names revision ${String(options['revision'])}${moved}\n`);
  if (switchedOff) io.err(`  ${printable(switchedOff)} takes no pods any more: the tag default takes them\n`);
  if (before !== undefined) io.err('  Pods get the other proxy when they are started anew\n');
  else io.err(`  To use it: kubectl label namespace NAMESPACE ${labelsFor(tag)} --overwrite\n`);
}

/** The label that chooses the tag; the other one would win over it, or against it. */
function labelsFor(tag: string | undefined): string {
  return tag === 'default' ? 'istio.io/rev- istio-injection=enabled' : `istio-injection- istio.io/rev=${tag}`;
}
