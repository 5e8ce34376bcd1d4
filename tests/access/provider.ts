import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A provider of OpenID Connect, the real thing, where whoever asks is signed in as `as` at once. */
export interface TestProvider {
  issuer: string;
  /** Subject and claims of whoever is signed in there. */
  as: { sub: string; preferred_username?: string; name?: string };
  close(): Promise<void>;
}

export const client = { id: 'gezhi', secret: 'a secret between two servers' };

/** Starts one that knows our site as a client. */
export async function testProvider(redirectUri: string): Promise<TestProvider> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' }] },
    cookies: { keys: ['keys of a test'] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'name'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => self.as }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: { Interaction: 60, Session: 60, Grant: 60, AccessToken: 60, IdToken: 60 }
  });
  const self: TestProvider = {
    issuer,
    as: { sub: 'nobody' },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  };
  const answer = provider.callback();
  server.on('request', (req, res) => {
    if (req.url?.startsWith('/interaction/')) void interact(provider, self, req, res);
    else void answer(req, res);
  });
  return self;
}

/** Signs in and consents without asking. */
async function interact(provider: Provider, { as }: TestProvider, req: IncomingMessage, res: ServerResponse) {
  const { prompt, params } = await provider.interactionDetails(req, res);
  if (prompt.name === 'login') return provider.interactionFinished(req, res, { login: { accountId: as.sub } });
  const grant = new provider.Grant({ accountId: as.sub, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true });
}
