// oauth4webapi (certified relying party, the layer under openid-client) against the simulated Pro Santé Connect: PAR, form_post, CIBA. Argument:
// a JSON file that says where it is. Prints « operation résultat », a line each; exits 1 at the first operation that fails.
import { readFileSync } from 'node:fs';
import * as oauth from 'oauth4webapi';
import { Agent, fetch as appeler } from 'undici';
import { seConnecter } from './page_psc.mjs';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const agent = (certificat) =>
  new Agent({ connect: { ca: ici.ancres, ...(certificat ? { cert: ici.certificat, key: ici.cle } : {}) } });
const par = (dispatcher) => (url, options) => appeler(url, { ...options, dispatcher });
const [sansCertificat, avecCertificat] = [par(agent(false)), par(agent(true))];
const dire = (operation) => console.log(`${operation} ok`);
const exiger = (vrai, quoi) => {
  if (!vrai) throw new Error(quoi);
};
const ouvert = { [oauth.customFetch]: sansCertificat };
const certifie = { [oauth.customFetch]: avecCertificat };

const adresse = new URL(`${ici.emetteur}/.well-known/wallet-openid-configuration`);
const as = await oauth.processDiscoveryResponse(new URL(ici.emetteur), await sansCertificat(adresse));
dire('decouverte.wallet');

const client = { client_id: ici.secret.id };
const preuve = oauth.ClientSecretBasic(ici.secret.secret);

async function connecter(plus, pousser) {
  const [verifieur, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
  let demande = new URLSearchParams({
    client_id: client.client_id, redirect_uri: ici.secret.retour, response_type: 'code', scope: 'openid scope_all', acr_values: 'eidas1',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifieur), code_challenge_method: 'S256', state, nonce, ...plus,
  });
  if (pousser) {
    const depot = await oauth.processPushedAuthorizationResponse(
      as, client, await oauth.pushedAuthorizationRequest(as, client, preuve, demande, ouvert));
    demande = new URLSearchParams({ client_id: client.client_id, request_uri: depot.request_uri });
  }
  const retour = await seConnecter(sansCertificat, `${as.authorization_endpoint}?${demande}`, { identite: ici.identite });
  const champs = oauth.validateAuthResponse(as, client, retour, state);
  const reponse = await oauth.authorizationCodeGrantRequest(as, client, preuve, champs, ici.secret.retour, verifieur, ouvert);
  return oauth.processAuthorizationCodeResponse(as, client, reponse, { expectedNonce: nonce, requireIdToken: true });
}

await connecter({}, false);
dire('code+pkce');
const jetons = await connecter({ response_mode: 'form_post' }, true);
dire('par+form_post');
const qui = await oauth.processUserInfoResponse(
  as, client, oauth.getValidatedIdTokenClaims(jetons).sub, await oauth.userInfoRequest(as, client, jetons.access_token, ouvert));
exiger(qui.SubjectNameID === ici.identite, `SubjectNameID : ${qui.SubjectNameID}`);
dire('userinfo');
const neufs = await oauth.processRefreshTokenResponse(
  as, client, await oauth.refreshTokenGrantRequest(as, client, preuve, jetons.refresh_token, ouvert));
dire('rafraichissement');
const vu = await oauth.processIntrospectionResponse(
  as, client, await oauth.introspectionRequest(as, client, preuve, neufs.access_token, ouvert));
exiger(vu.active === true, `introspection : ${JSON.stringify(vu)}`);
dire('introspection');
await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, preuve, neufs.refresh_token, ouvert));
dire('revocation');

const lie = { client_id: ici.mtls.id, use_mtls_endpoint_aliases: true };
const attente = await oauth.processBackchannelAuthenticationResponse(as, lie, await oauth.backchannelAuthenticationRequest(
  as, lie, oauth.TlsClientAuth(),
  new URLSearchParams({ scope: 'openid scope_all', login_hint: ici.identite, binding_message: '42', acr_values: 'eidas1', channel: 'MOBILE' }),
  certifie));
await fetch(`${ici.controle}/banc/actions/psc/approuver?espace=defaut`, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ demande: attente.auth_req_id }),
}).then(async (r) => exiger(r.ok, `approbation : ${r.status} ${await r.text()}`));
const mobile = await oauth.processBackchannelAuthenticationGrantResponse(
  as, lie, await oauth.backchannelAuthenticationGrantRequest(as, lie, oauth.TlsClientAuth(), attente.auth_req_id, certifie));
exiger(oauth.getValidatedIdTokenClaims(mobile).acr === 'eidas1', 'acr de l\'e-CPS');
dire('ciba');
