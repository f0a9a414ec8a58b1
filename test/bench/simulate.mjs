// Sends many requests through one snapshot, in a process of its own.
//
//   node test/bench/simulate.mjs LIBRARY MESH REQUESTS      prints microseconds a request
const [, , library, file, count] = process.argv;
const { loadFiles, buildMesh, translate, simulate, simulationFacts } = await import(library);
const mesh = buildMesh(await loadFiles([file]));
const [{ snapshot }] = translate(mesh, { proxies: [`${mesh.proxies[0].name}.${mesh.proxies[0].namespace}`] }).proxies;
const facts = await simulationFacts();
const hosts = mesh.services.map((service) => service.hostname);
const requests = Array.from({ length: Number(count) }, (_, i) => ({
  direction: 'outbound',
  destination: { port: 8080 },
  tls: 'none',
  http: {
    method: 'GET',
    scheme: 'http',
    authority: `${hosts[i % hosts.length]}:8080`,
    path: `/items/${i}?page=1`,
    headers: [['x-user', `user-${i % 7}`]],
  },
}));
const began = performance.now();
let forwarded = 0;
for (const request of requests) if (simulate(snapshot, request, facts).outcome.kind === 'forwarded') forwarded++;
const each = ((performance.now() - began) * 1000) / requests.length;
if (forwarded !== requests.length) throw new Error(`only ${forwarded} of ${requests.length} requests found a service`);
console.log(each);
