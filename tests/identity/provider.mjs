// An OpenID provider for the tests: node provider.mjs PORT CLIENTS
//
// CLIENTS is JSON, {"client": {claims of its tokens}}; the secret of a client is "secret". A token
// is had by client_credentials with resource=https://AUDIENCE.example/ALGORITHM.
// POST /rotate puts new keys in the place of all; keys that were are gone. "ready" is said once.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import process from 'node:process';

import Provider from 'oidc-provider';

const [port, clients] = [Number(process.argv[2]), JSON.parse(process.argv[3])];

function key(alg, type, options) {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: `${alg}-${randomUUID()}` };
}

function keys() {
  return [
    key('RS256', 'rsa', { modulusLength: 2048 }),
    key('PS256', 'rsa', { modulusLength: 2048 }),
    key('ES256', 'ec', { namedCurve: 'P-256' }),
    key('EdDSA', 'ed25519'),
  ];
}

function resource(indicator) {
  const { hostname, pathname } = new URL(indicator);
  return {
    audience: hostname.replace('.example', ''),
    scope: 'api',
    accessTokenFormat: 'jwt',
    accessTokenTTL: 300,
    jwt: { sign: { alg: pathname.slice(1) } },
  };
}

function provider() {
  const made = new Provider(`http://127.0.0.1:${port}`, {
    clients: Object.keys(clients).map((id) => ({
      client_id: id,
      client_secret: 'secret',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    jwks: { keys: keys() },
    cookies: { keys: ['secret'] },
    ttl: { ClientCredentials: 300 },
    extraTokenClaims: (_, token) => clients[token.clientId],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, indicator) => resource(indicator),
      },
    },
  });
  return made.callback();
}

let answer = provider();
createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/rotate') {
    answer = provider();
    response.end();
  } else {
    answer(request, response);
  }
}).listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));
