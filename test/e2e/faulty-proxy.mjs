// A plain HTTP proxy in front of an API server, which answers a part of the requests itself: with 429 and 503 in turn.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import https from 'node:https';
import { join } from 'node:path';

/** @param share of the requests that fail, 0 to 1 @returns a kubeconfig of the proxy, and how often it failed */
export async function startFaultyProxy(kubeconfig, share, scratch) {
  const text = readFileSync(kubeconfig, 'utf8');
  const server = /server: "([^"]+)"/.exec(text)[1];
  const agent = new https.Agent({ keepAlive: true });
  let state = 7;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  const faults = { count: 0 };
  const proxy = createServer((request, response) => {
    if (random() < share) {
      faults.count++;
      request.resume();
      const tooMany = faults.count % 2 === 0;
      response.writeHead(tooMany ? 429 : 503, tooMany ? { 'retry-after': '1' } : {});
      response.end('{"kind":"Status","message":"out of order"}');
      return;
    }
    const { method, url } = request;
    const { host: _, ...headers } = request.headers;
    const options = { method, agent, rejectUnauthorized: false, headers };
    const onward = https.request(`${server}${url}`, options, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
  const file = join(mkdtempSync(join(scratch, 'proxy-')), 'config');
  writeFileSync(
    file,
    text.replace(server, `http://127.0.0.1:${proxy.address().port}`).replace(', insecure-skip-tls-verify: true', ''),
  );
  return {
    kubeconfig: file,
    faults,
    close: () => {
      proxy.closeAllConnections();
      agent.destroy();
      return new Promise((done) => proxy.close(done));
    },
  };
}
