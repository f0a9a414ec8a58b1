// What does the web pod's proxy get, and how long does it wait for payments?
import { buildMesh, loadFiles, translate } from 'meshwright';

const mesh = buildMesh(await loadFiles(['test/samples/shop']));
const { proxies, diagnostics } = translate(mesh, { proxies: ['deployment/web.shop'] });

for (const { proxy, snapshot } of proxies) {
  console.log(
    `${proxy.name}.${proxy.namespace}: ${snapshot.listeners.length} listeners, ${snapshot.clusters.length} clusters`,
  );
  const hosts = snapshot.routes.flatMap((route) => route.virtualHosts ?? []);
  const payments = hosts.find((host) => host.name === 'payments.shop.svc.cluster.local:8080');
  console.log(`payments: timeout ${payments?.routes?.[0]?.route?.timeout}`);
}
console.log(`${diagnostics.length} diagnostics`);
