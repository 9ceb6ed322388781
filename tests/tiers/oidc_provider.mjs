// oidc-provider (certified OpenID provider) on loopback TLS, for benches to compare with. Argument: a JSON file that gives the certificate, its
// key, the key that signs tokens, and the client. Prints one line, its address and as many refresh tokens as were asked for; serves until
// its input ends.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const serveur = createServer({ cert: ici.certificat, key: ici.cle });
await new Promise((pret) => serveur.listen(0, '127.0.0.1', pret));
const adresse = `https://127.0.0.1:${serveur.address().port}`;
const ressource = 'urn:banc:api';
const provider = new Provider(adresse, {
  jwks: { keys: [{ ...createPrivateKey(ici.signature).export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
  clients: [
    {
      client_id: ici.client,
      client_secret: ici.secret,
      redirect_uris: ['https://client.banc.test/retour'],
      grant_types: ['authorization_code', 'refresh_token'],
    },
  ],
  cookies: { keys: ['sans effet ici'] },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, preferred_username: accountId }) }),
  rotateRefreshToken: true,
  ttl: { AccessToken: 120, IdToken: 120, RefreshToken: 1800, Grant: 14400 },
  features: {
    devInteractions: { enabled: false },
    // Access tokens signed as those of the bench are; without it they are opaque.
    resourceIndicators: {
      enabled: ici.acces_signe,
      defaultResource: () => ressource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: 'openid', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
    },
  },
});
serveur.on('request', provider.callback());

const client = await provider.Client.find(ici.client);
const jetons = [];
for (let i = 0; i < ici.jetons; i++) {
  const accord = new provider.Grant({ accountId: '899900000045', clientId: ici.client });
  accord.addOIDCScope('openid offline_access');
  accord.addResourceScope(ressource, 'openid');
  const jeton = new provider.RefreshToken({
    accountId: '899900000045',
    client,
    grantId: await accord.save(),
    gty: 'authorization_code',
    scope: 'openid offline_access',
    authTime: Math.floor(Date.now() / 1000),
    nonce: 'nonce-0123456789-abcdef',
    ...(ici.acces_signe ? { resource: ressource } : {}),
  });
  jetons.push(await jeton.save());
}
console.log(JSON.stringify({ url: `${adresse}/token`, jetons }));
process.stdin.resume().on('end', () => process.exit(0));
