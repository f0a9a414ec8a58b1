// Listeners of recorded cases, reduced to how they choose a filter chain: every chain has a name of its own and sends bytes back.

const TYPE = 'type.googleapis.com/envoy.extensions';
const DOWNSTREAM_TLS = `${TYPE}.transport_sockets.tls.v3.DownstreamTlsContext`;
/** Listener filters that need what a test machine lacks; the PROXY protocol stands in for them. */
const LEFT_OUT = ['original_dst', 'original_src', 'proxy_protocol'].map((name) => `envoy.filters.listener.${name}`);
const INSPECTORS = ['TlsInspector', 'HttpInspector'].map((name) => `.${name}`);

/** Whether it chooses among chains at all, over TCP. */
export function chooses({ address, filterChains = [], defaultFilterChain }) {
  const isTcp = address?.socketAddress && address.socketAddress.protocol !== 'UDP';
  return (
    isTcp && (filterChains.some((c) => c.filterChainMatch) || filterChains.length + (defaultFilterChain ? 1 : 0) > 1)
  );
}

/** The listener with chains `c0`, `c1`, ... and, as the default one, `default`. */
export function reduced(listener, tlsContext) {
  const chain = ({ filterChainMatch, transportSocket }, name) => ({
    name,
    ...(filterChainMatch && { filterChainMatch }),
    filters: [
      {
        name: 'envoy.filters.network.tcp_proxy',
        typedConfig: {
          '@type': `${TYPE}.filters.network.tcp_proxy.v3.TcpProxy`,
          statPrefix: 'bytes',
          cluster: 'bytes',
        },
      },
    ],
    ...(transportSocket?.typedConfig?.['@type'] === DOWNSTREAM_TLS && {
      transportSocket: { ...transportSocket, typedConfig: tlsContext },
    }),
  });
  const { filterChains = [], defaultFilterChain } = listener;
  return {
    address: listener.address,
    ...(listener.trafficDirection && { trafficDirection: listener.trafficDirection }),
    listenerFilters: listener.listenerFilters ?? [],
    filterChains: filterChains.map((one, i) => chain(one, `c${i}`)),
    ...(defaultFilterChain && { defaultFilterChain: chain(defaultFilterChain, 'default') }),
  };
}

/** The same for Envoy, on a port of its own, told by the PROXY protocol where connections were meant to go, with a log. */
export function forEnvoy({ listenerFilters, address: _, ...rest }, name, logFile) {
  const proxied = {
    name: 'envoy.filters.listener.proxy_protocol',
    typedConfig: { '@type': `${TYPE}.filters.listener.proxy_protocol.v3.ProxyProtocol` },
  };
  const inspectors = listenerFilters.filter(
    ({ name: kind, typedConfig }) =>
      !LEFT_OUT.includes(kind) && INSPECTORS.some((type) => typedConfig?.['@type']?.endsWith(type)),
  );
  const format = { textFormatSource: { inlineString: `${name} %DOWNSTREAM_REMOTE_ADDRESS% %FILTER_CHAIN_NAME%\n` } };
  return {
    ...rest,
    name,
    address: { socketAddress: { address: '127.0.0.1', portValue: 0 } },
    listenerFilters: [proxied, ...inspectors],
    accessLog: [
      {
        name: 'envoy.access_loggers.file',
        typedConfig: { '@type': `${TYPE}.access_loggers.file.v3.FileAccessLog`, path: logFile, logFormat: format },
      },
    ],
  };
}
