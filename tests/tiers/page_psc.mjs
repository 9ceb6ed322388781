// The login page of the simulated Pro Santé Connect, filled as a person would: forms are read in the page, nothing is guessed
// but the words on the buttons.

const attribut = (balise, nom) => balise.match(new RegExp(`\\b${nom}="([^"]*)"`))?.[1];
const texte = (t) => t?.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

/** Cookies of one browser, by name: enough for one host. */
export class Pot {
  #pots = new Map();
  prendre(reponse) {
    for (const ligne of reponse.headers.getSetCookie()) {
      const [paire] = ligne.split(';');
      const egal = paire.indexOf('=');
      this.#pots.set(paire.slice(0, egal).trim(), paire.slice(egal + 1));
    }
  }
  entete() {
    return [...this.#pots].map(([n, v]) => `${n}=${v}`).join('; ');
  }
}

/** Opens an address, signs in, and gives the URL to which the browser is sent back, by a redirect or by a form (`response_mode=form_post`). */
export async function seConnecter(obtenir, url, { identite, geste = 'accord', moyen = 'CPS', pot = new Pot() }) {
  let reponse = await obtenir(url, { redirect: 'manual', headers: { cookie: pot.entete() } });
  pot.prendre(reponse);
  for (let tour = 0; tour < 6; tour += 1) {
    if (reponse.status >= 300 && reponse.status < 400) return new URL(reponse.headers.get('location'), url);
    const page = await reponse.text();
    if (reponse.status !== 200) throw new Error(`page ${reponse.status} : ${page.slice(0, 300)}`);
    const formulaire = [...page.matchAll(/<form\b[^>]*method="post"[^>]*>[\s\S]*?<\/form>/gi)].map((m) => m[0]);
    if (formulaire.length === 0) throw new Error(`pas de formulaire : ${page.slice(0, 300)}`);
    const choisi = formulaire.find((f) => f.includes(identite)) ?? formulaire[0];
    const champs = new URLSearchParams();
    for (const [balise] of choisi.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
      const nom = attribut(balise, 'name');
      const valeur = texte(attribut(balise, 'value')) ?? '';
      const genre = attribut(balise, 'type');
      if (nom === undefined) continue;
      if (genre === 'hidden' || genre === 'text' || genre === 'search') champs.set(nom, valeur);
      else if ([identite, geste, moyen].includes(valeur)) champs.set(nom, valeur);
    }
    if (choisi.includes('data-retour="form_post"')) {
      // What the browser would post to the client, as the address that it would have had without.
      const retour = new URL(texte(attribut(choisi, 'action')));
      champs.forEach((valeur, nom) => retour.searchParams.set(nom, valeur));
      return retour;
    }
    for (const [, balise, options] of choisi.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
      const valeurs = [...options.matchAll(/<option\b[^>]*value="([^"]*)"/gi)].map((m) => m[1]);
      const voulue = valeurs.find((v) => [identite, geste, moyen].includes(v));
      if (voulue !== undefined) champs.set(attribut(balise, 'name'), voulue);
    }
    const cible = new URL(texte(attribut(choisi, 'action')) ?? '', url);
    reponse = await obtenir(cible.href, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: pot.entete(), 'content-type': 'application/x-www-form-urlencoded' },
      body: champs.toString(),
    });
    pot.prendre(reponse);
  }
  throw new Error('la page de connexion ne finit pas');
}
