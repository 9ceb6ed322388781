// passport-openidconnect against the simulated Pro Santé Connect. Argument: a JSON file that says where it is. Prints « operation résultat », a line
// each; exits 1 at the first operation that fails.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import passport from 'passport';
import Strategie from 'passport-openidconnect';
import { Agent, fetch as appeler } from 'undici';
import { seConnecter } from './page_psc.mjs';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
https.globalAgent.options.ca = ici.ancres; // the library goes through it
const dispatcher = new Agent({ connect: { ca: ici.ancres } });
const obtenir = (url, options) => appeler(url, { ...options, dispatcher });
const exiger = (vrai, quoi) => {
  if (!vrai) throw new Error(quoi);
};
const dire = (operation) => console.log(`${operation} ok`);

const fiche = await (await obtenir(`${ici.emetteur}/.well-known/wallet-openid-configuration`)).json();
dire('decouverte.wallet');
let vus;
const strategie = new Strategie(
  {
    issuer: fiche.issuer, authorizationURL: fiche.authorization_endpoint, tokenURL: fiche.token_endpoint, userInfoURL: fiche.userinfo_endpoint,
    clientID: ici.secret.id, clientSecret: ici.secret.secret, callbackURL: ici.secret.retour, scope: 'scope_all', acrValues: 'eidas1',
    nonce: true, skipUserProfile: false,
  },
  (issuer, profil, contexte, idToken, acces, rafraichissement, fini) => {
    vus = { issuer, profil, contexte, idToken, acces };
    fini(null, { id: profil.id });
  },
);

/** One request of a browser with this session, through the strategy: where it is sent, or who it is. */
function passer(session, url) {
  const requete = { url, query: Object.fromEntries(new URL(url, ici.secret.retour).searchParams), session, headers: {}, connection: {}, app: {} };
  return new Promise((bon, mal) => {
    const s = Object.create(strategie, {
      redirect: { value: (vers) => bon({ vers }) },
      success: { value: (qui) => bon({ qui }) },
      fail: { value: (dit) => mal(new Error(`refusé : ${JSON.stringify(dit)}`)) },
      error: { value: mal },
    });
    s.authenticate(requete, {});
  });
}

passport.use('psc', strategie);
const session = {};
const { vers } = await passer(session, '/connexion');
const retour = await seConnecter(obtenir, vers, { identite: ici.identite });
const { qui } = await passer(session, retour.href);
dire('code');
exiger(qui.id === vus.profil.id && vus.idToken && vus.acces, `profil : ${JSON.stringify(vus.profil)}`);
dire('id_token');
exiger(vus.profil.name?.familyName === ici.nom, `nom : ${JSON.stringify(vus.profil)}`);
dire('userinfo');
