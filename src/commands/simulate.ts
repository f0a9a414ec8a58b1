import { Option } from 'commander';
import { addClusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition } from '../cli/command.js';
import { collect, outputFormat, outputOption, text, texts } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import { formatTrace, type OriginsOf, traceData } from '../print/simulate.js';
import { printable } from '../print/terminal.js';
import { simulationFacts } from './simulate-facts.js';
import { addRequestOptions, decodeRequest } from './simulate-request.js';
import { openSimulatedProxy } from './simulate-source.js';
import { followRequest, type Leg } from './simulation.js';

const FORMATS = ['table', 'json'] as const;

export const command: CommandDefinition = {
  configure: (c) => {
    addRequestOptions(c);
    c.option('--from <proxy>', 'proxy that the request goes through, as [TYPE/]NAME[.NAMESPACE]');
    c.addOption(
      new Option('-f, --file <path>', 'files or directories with Kubernetes resources, or a config dump').argParser(
        collect,
      ),
    );
    c.option('-R, --recursive', 'look into subdirectories of directories');
    c.option('--mesh-config <file>', 'MeshConfig for Kubernetes resources');
    c.option('--admin <host:port>', 'admin interface of a running Envoy');
    c.option('--proxy-admin-port <port>', 'port of the admin interface in a pod (default: 15000)');
    c.option('--live', 'ask the running proxy, in place of translating what the cluster holds');
    c.option('--random <number>', 'from 0 to below 1: decides weights and percentages (default: the most likely)');
    c.addOption(outputOption(FORMATS, 'table'));
    addClusterOptions(c);
    c.addHelpText('after', EXAMPLES);
  },
  run,
};

const EXAMPLES = `
Examples:
  meshwright simulate -f mesh/ --from web.shop GET http://catalog/items -H 'x-user: jason'
  meshwright simulate -f dump.json GET http://catalog.shop:8080/
  meshwright simulate --from gateway.istio-system GET https://shop.example.com/ --sni shop.example.com
  meshwright simulate --from catalog.shop --inbound --mtls --principal spiffe://cluster.local/ns/shop/sa/web GET http://catalog/`;

async function run(call: Call) {
  const format = outputFormat(call.options, FORMATS, 'table');
  const asked = decodeRequest(call);
  const facts = await simulationFacts(decodeRandom(call));
  return openSimulatedProxy(call, texts(call.options, 'file'), async (proxy, originsOf) => {
    const legs = followRequest(proxy, asked, facts);
    if (format === 'json') {
      const data = legs.map(({ proxy: name, trace }) => ({ proxy: name, ...traceData(trace, originsOf) }));
      await call.io.out(`${JSON.stringify({ legs: data }, null, 2)}\n`);
    } else await call.io.out(legs.map((leg) => formatLeg(leg, originsOf)).join('\n'));
    return 'ok' as const;
  });
}

function formatLeg({ proxy, trace }: Leg, originsOf: OriginsOf): string {
  const { http, destination, direction } = trace.request;
  const at = `${destination.address ?? '*'}:${destination.port}`;
  const what = http ? `${http.method} ${http.scheme}://${http.authority}${http.path}` : 'TCP connection';
  return `${printable(`${proxy} (${direction}, to ${at}): ${what}`)}\n\n${formatTrace(trace, originsOf)}`;
}

function decodeRandom(call: Call): number | undefined {
  const value = text(call.options, 'random');
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value !== '' && number >= 0 && number < 1) return number;
  throw new UserError('usage', `--random ${value}: a number from 0 to below 1 was expected`);
}
