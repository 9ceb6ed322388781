// openid-client (certified relying party) against the simulated Pro Santé Connect. Arguments: a JSON file that says where it is.
// Prints « operation résultat », a line each; exits 1 at the first operation that fails.
import { readFileSync } from 'node:fs';
import * as oidc from 'openid-client';
import { Agent, fetch as appeler } from 'undici';
import { seConnecter } from './page_psc.mjs';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const agent = (certificat) =>
  new Agent({ connect: { ca: ici.ancres, ...(certificat ? { cert: ici.certificat, key: ici.cle } : {}) } });
const par = (dispatcher) => (url, options) => appeler(url, { ...options, dispatcher });
const [sansCertificat, avecCertificat] = [par(agent(false)), par(agent(true))];
const dire = (operation, resultat) => console.log(`${operation} ${resultat}`);
const exiger = (vrai, quoi) => {
  if (!vrai) throw new Error(quoi);
};
const refuse = async (operation, code, quoi) => {
  try {
    await quoi();
  } catch (e) {
    // A refused client gets a challenge (RFC 6749, 5.2): the library then leaves the body to its caller.
    const corps = e.response?.bodyUsed === false ? await e.response.json() : undefined;
    const vu = corps?.error ?? e.error ?? e.cause?.error ?? e.code ?? e.message;
    exiger(vu === code, `${operation} : ${vu} au lieu de ${code} (${e.message})`);
    dire(operation, code);
    return;
  }
  throw new Error(`${operation} : accepté`);
};

async function decouvrir(url, client, methode, obtenir, plus = {}) {
  const config = await oidc.discovery(new URL(url), client, { ...plus }, methode, { [oidc.customFetch]: obtenir });
  config[oidc.customFetch] = obtenir;
  return config;
}

async function connecter(config, client, identite, plus = {}, moyen = 'CPS') {
  const [verifieur, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: client.retour,
    scope: 'openid scope_all',
    acr_values: 'eidas1',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifieur),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...plus,
  });
  const retour = await seConnecter(sansCertificat, url.href, { identite, moyen });
  const jetons = await oidc.authorizationCodeGrant(config, retour, {
    pkceCodeVerifier: verifieur,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  return { jetons, retour };
}

const { secret, mtls, identite } = ici;
const standard = await decouvrir(ici.emetteur, secret.id, oidc.ClientSecretBasic(secret.secret), sansCertificat);
exiger(standard.serverMetadata().issuer === ici.emetteur, 'émetteur');
dire('decouverte.standard', 'ok');
const config = await decouvrir(
  `${ici.emetteur}/.well-known/wallet-openid-configuration`, secret.id, oidc.ClientSecretBasic(secret.secret), sansCertificat);
exiger(new URL(config.serverMetadata().authorization_endpoint).host !== new URL(ici.emetteur).host, 'le portefeuille a son propre hôte');
dire('decouverte.wallet', 'ok');

oidc.enableNonRepudiationChecks(config);
const { jetons, retour } = await connecter(config, secret, identite);
exiger(retour.searchParams.get('iss') === ici.emetteur, 'iss du retour (RFC 9207)');
exiger(jetons.expires_in === 120, `durée du jeton d'accès : ${jetons.expires_in}`);
dire('code+pkce', 'ok');
const qui = await oidc.fetchUserInfo(config, jetons.access_token, jetons.claims().sub);
exiger(qui.SubjectNameID === identite, `SubjectNameID : ${qui.SubjectNameID}`);
dire('userinfo', 'ok');
const neufs = await oidc.refreshTokenGrant(config, jetons.refresh_token);
exiger(neufs.access_token !== jetons.access_token, 'jeton rafraîchi');
dire('rafraichissement', 'ok');
const vu = await oidc.tokenIntrospection(config, neufs.access_token);
exiger(vu.active === true && vu.SubjectNameID === identite, `introspection : ${JSON.stringify(vu)}`);
dire('introspection', 'ok');
await oidc.tokenRevocation(config, neufs.refresh_token);
exiger((await oidc.tokenIntrospection(config, neufs.access_token)).active === false, 'jeton révoqué encore vif');
dire('revocation', 'ok');

const [verifieur, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
const pousse = await oidc.buildAuthorizationUrlWithPAR(config, {
  redirect_uri: secret.retour, scope: 'openid scope_all', acr_values: 'eidas1', response_mode: 'form_post',
  code_challenge: await oidc.calculatePKCECodeChallenge(verifieur), code_challenge_method: 'S256', state, nonce,
});
exiger(!pousse.searchParams.has('redirect_uri'), `demande déposée : ${pousse}`);
const revenu = await seConnecter(sansCertificat, pousse.href, { identite });
await oidc.authorizationCodeGrant(config, revenu, { pkceCodeVerifier: verifieur, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
dire('par+form_post', 'ok');
await connecter(config, secret, identite, {}, 'e-CPS');
dire('e-CPS web', 'ok');

const post = await decouvrir(
  `${ici.emetteur}/.well-known/wallet-openid-configuration`, secret.id, oidc.ClientSecretPost(secret.secret), sansCertificat);
const seconde = await connecter(post, secret, identite);
dire('client_secret_post', 'ok');
const fin = oidc.buildEndSessionUrl(post, {
  post_logout_redirect_uri: secret.fin, id_token_hint: seconde.jetons.id_token, state: 'fin',
});
const sortie = await sansCertificat(fin.href, { redirect: 'manual' });
exiger(sortie.status === 302 && sortie.headers.get('location') === `${secret.fin}?state=fin`, `déconnexion : ${sortie.status}`);
exiger((await oidc.tokenIntrospection(post, seconde.jetons.access_token)).active === false, 'session encore vive');
dire('deconnexion', 'ok');

const der = Buffer.from(ici.jwt.cle.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
const cle = await crypto.subtle.importKey('pkcs8', der, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']);
const jwt = await decouvrir(
  `${ici.emetteur}/.well-known/wallet-openid-configuration`, ici.jwt.id, oidc.PrivateKeyJwt({ key: cle, kid: ici.jwt.kid }), sansCertificat);
await connecter(jwt, ici.jwt, identite);
dire('private_key_jwt', 'ok');

const lie = await decouvrir(
  `${ici.emetteur}/.well-known/wallet-openid-configuration`, mtls.id, oidc.TlsClientAuth(), avecCertificat, { use_mtls_endpoint_aliases: true });
const { jetons: certifies } = await connecter(lie, mtls, identite);
dire('tls_client_auth', 'ok');
const api = await oidc.genericGrantRequest(
  await decouvrir(`${ici.emetteur}/.well-known/wallet-openid-configuration`, mtls.id, oidc.TlsClientAuth(), avecCertificat)
    .then((c) => new oidc.Configuration({ ...c.serverMetadata(), token_endpoint: ici.edc.jeton, mtls_endpoint_aliases: undefined }, mtls.id, {}, oidc.TlsClientAuth()))
    .then((c) => { c[oidc.customFetch] = avecCertificat; return c; }),
  'urn:ietf:params:oauth:grant-type:token-exchange',
  { subject_token: certifies.access_token, subject_token_type: 'urn:ietf:params:oauth:token-type:access_token', scope: ici.edc.scope },
);
dire('echange.edc', 'ok');
const appel = await avecCertificat(ici.edc.api, { headers: { authorization: `Bearer ${api.access_token}` } });
exiger(appel.status === 200, `API : ${appel.status} ${await appel.text()}`);
dire('api.edc', 'ok');

const demande = await oidc.initiateBackchannelAuthentication(lie, {
  scope: 'openid scope_all', login_hint: identite, binding_message: '42', acr_values: 'eidas1', channel: 'MOBILE',
});
await fetch(`${ici.controle}/banc/actions/psc/approuver?espace=defaut`, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ demande: demande.auth_req_id }),
}).then(async (r) => exiger(r.ok, `approbation : ${r.status} ${await r.text()}`));
const mobile = await oidc.pollBackchannelAuthenticationGrant(lie, demande);
exiger((await oidc.fetchUserInfo(lie, mobile.access_token, mobile.claims().sub)).SubjectNameID === identite, 'identité CIBA');
dire('ciba', 'ok');

// What must be refused.
const rejeu = new URL(retour.href);
await refuse('code rejoué', 'invalid_grant', () =>
  oidc.authorizationCodeGrant(config, rejeu, {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: rejeu.searchParams.get('state'), idTokenExpected: false,
    expectedNonce: undefined,
  }));
await refuse('jeton mort', 'invalid_grant', () => oidc.refreshTokenGrant(config, neufs.refresh_token));
const faux = await decouvrir(
  `${ici.emetteur}/.well-known/wallet-openid-configuration`, secret.id, oidc.ClientSecretBasic('un autre secret'), sansCertificat);
await refuse('secret faux', 'invalid_client', () => oidc.refreshTokenGrant(faux, jetons.refresh_token));
