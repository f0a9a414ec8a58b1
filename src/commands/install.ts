import { addClusterOptions } from '../cli/cluster-options.js';
import type { CommandDefinition } from '../cli/command.js';
import { installOptions, loadPlan } from './install-input.js';
import { renderWanted } from './install-objects.js';
import { runInstallation, runOptions } from './install-run.js';
import { withSession } from './install-session.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c);
    for (const option of [...installOptions(), ...runOptions()]) c.addOption(option);
    c.addHelpText(
      'after',
      `
Examples:
  meshwright install --set profile=demo -y
  meshwright install -f control-plane.yaml --dry-run -o diff
  meshwright install --revision canary --set profile=minimal`,
    );
  },
  run: async (call) => {
    const wanted = await renderWanted(await loadPlan(call));
    return withSession(call, (session) => runInstallation(session, wanted, 'Install'));
  },
};
