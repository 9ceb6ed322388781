// A real browser (headless Chromium). Argument: a JSON file that says where everything is. Prints « épreuve ok », a line each.
//
// 1. The témoin signs in by web, and signs out.
// 2. Two testers, each in an espace of the same bench, at once in one browser: neither takes the other's session.
// 3. The e-CPS, and response_mode=form_post, with script and without.
// 4. A form of another site is refused.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const exiger = (vrai, quoi) => {
  if (!vrai) throw new Error(quoi);
};
const navigateur = await puppeteer.launch({
  executablePath: ici.chromium,
  acceptInsecureCerts: true, // its trust store is not the question here: clients that check the chain are in the other files
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
const image = (page, nom) => (ici.images === undefined ? null : page.screenshot({ path: join(ici.images, `${nom}.png`), fullPage: true }));
const texte = (page) => page.evaluate(() => document.body.innerText);

/** Clicks what a person would: a button or a link by its words. */
async function cliquer(page, mots) {
  const trouve = await page.evaluateHandle((m) => {
    const candidats = [...document.querySelectorAll('button, a, input[type=submit]')];
    return candidats.find((c) => (c.innerText || c.value || '').toLowerCase().includes(m.toLowerCase())) ?? null;
  }, mots);
  const element = trouve.asElement();
  if (element === null) throw new Error(`rien à cliquer pour « ${mots} » dans : ${(await texte(page)).slice(0, 800)}`);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), element.click()]);
}

/** Chooses a professional and a means on the login page, and accepts. */
async function choisir(page, identite) {
  await page.bringToFront(); // a tab behind gets no click
  exiger((await texte(page)).toUpperCase().includes('SIMULÉ'), 'la page de connexion ne dit pas SIMULÉ');
  const choisi = await page.evaluate((valeur) => {
    for (const option of document.querySelectorAll('option')) {
      if (option.value === valeur) {
        option.parentElement.value = valeur;
        return 'liste';
      }
    }
    const case_ = [...document.querySelectorAll('input[type=radio]')].find((r) => r.value === valeur);
    if (case_ !== undefined) {
      case_.click();
      return 'radio';
    }
    return [...document.querySelectorAll('button')].some((b) => b.value === valeur) ? 'bouton' : null;
  }, identite);
  if (choisi === null) throw new Error(`${identite} n'est pas sur la page : ${(await texte(page)).slice(0, 800)}`);
  if (choisi === 'bouton') {
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click(`button[value="${identite}"]`)]);
  }
}

async function accepter(page) {
  await page.bringToFront();
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click('[value="accord"]')]);
}

try {
  // 1. The témoin.
  const page = await navigateur.newPage();
  await page.goto(`${ici.temoin}/`, { waitUntil: 'load' });
  exiger((await texte(page)).toUpperCase().includes('SIMULÉ'), 'le témoin ne dit pas SIMULÉ');
  await page.goto(`${ici.temoin}/connexion-psc`, { waitUntil: 'load' });
  await image(page, 'connexion');
  await choisir(page, ici.identite);
  await accepter(page);
  exiger(page.url().startsWith(ici.temoin), `retour chez le témoin : ${page.url()}`);
  await image(page, 'temoin');
  exiger((await texte(page)).includes(ici.nom), `le témoin ne dit pas qui est là : ${await texte(page)}`);
  console.log('temoin.connexion ok');
  await page.goto(`${ici.temoin}/deconnexion-psc`, { waitUntil: 'load' });
  exiger(!(await texte(page)).includes(ici.nom), 'le témoin dit encore qui est là');
  console.log('temoin.deconnexion ok');
  await page.goto(ici.page_erreur, { waitUntil: 'load' });
  exiger((await texte(page)).toUpperCase().includes('SIMULÉ'), "la page d'erreur ne dit pas SIMULÉ");
  await image(page, 'erreur');
  console.log('erreur.page ok');

  // 2. Two testers.
  const [recus, postes] = [[], []];
  const retour = createServer((requete, reponse) => {
    recus.push(new URL(requete.url, 'http://localhost'));
    let corps = '';
    requete.on('data', (d) => (corps += d)).on('end', () => {
      if (requete.method === 'POST') postes.push(corps);
      reponse.setHeader('content-type', 'text/html');
      reponse.end('retour');
    });
  });
  await new Promise((r) => retour.listen(0, '127.0.0.1', r));
  const adresse = `http://127.0.0.1:${retour.address().port}/retour`;
  const demande = (espace, plus = {}) => {
    const url = new URL(espace.autorisation);
    const champs = {
      response_type: 'code', client_id: ici.client, redirect_uri: adresse, scope: 'openid scope_all', acr_values: 'eidas1',
      state: `${espace.nom}-${recus.length}`, nonce: `nonce-${espace.nom}`, ...plus,
    };
    for (const [n, v] of Object.entries(champs)) url.searchParams.set(n, v);
    return url.href;
  };
  const [a, b] = [await navigateur.newPage(), await navigateur.newPage()];
  const [premier, second] = ici.espaces;
  // Interleaved: both pages are open before either is answered.
  await a.goto(demande(premier), { waitUntil: 'load' });
  await b.goto(demande(second), { waitUntil: 'load' });
  await choisir(a, premier.identite);
  await choisir(b, second.identite);
  await accepter(b);
  await accepter(a);
  exiger(recus.filter((u) => u.searchParams.get('code') !== null).length === 2, `deux retours : ${recus.map(String)}`);
  console.log('deux testeurs, deux connexions ok');
  const avant = recus.length;
  // Each session goes on alone: no page, and the same person.
  await a.goto(demande(premier, { prompt: 'none' }), { waitUntil: 'load' });
  await b.goto(demande(second, { prompt: 'none' }), { waitUntil: 'load' });
  const silencieux = recus.slice(avant).filter((u) => u.pathname === '/retour');
  exiger(silencieux.length === 2 && silencieux.every((u) => u.searchParams.get('code') !== null), `sessions gardées : ${recus.slice(avant)}`);
  for (const [espace, vu] of [[premier, silencieux[0]], [second, silencieux[1]]]) {
    console.log(`code ${espace.nom} ${vu.searchParams.get('code')} ${adresse}`);
  }
  console.log('deux testeurs, deux sessions ok');

  // 3. By the e-CPS: the number, the telephone, then the answer that the page posts by itself, and by its button without script.
  for (const script of [true, false]) {
    await a.setJavaScriptEnabled(script);
    postes.length = 0;
    await a.goto(demande(premier, { prompt: 'login', response_mode: 'form_post' }), { waitUntil: 'load' });
    await a.click(`input[value="${premier.identite}"]`);
    await a.click('input[name="moyen"][value="e-CPS"]');
    await accepter(a);
    exiger(/^\d\d$/m.test(await a.$eval('.code', (e) => e.innerText)), 'le nombre de la e-CPS');
    await image(a, 'e-cps');
    if (script) {
      const retourne = a.waitForResponse((r) => r.url() === adresse && r.request().method() === 'POST');
      await a.click('[value="accord"]');
      await retourne;
    } else {
      await accepter(a);
      await image(a, 'form-post');
      await Promise.all([a.waitForNavigation({ waitUntil: 'load' }), a.click('button[type="submit"]')]);
    }
    exiger(postes.length === 1 && new URLSearchParams(postes[0]).get('code') !== null, `form_post : ${postes}`);
    console.log(`form_post ${script ? 'avec' : 'sans'} script ok`);
  }

  // 4. Another site: its form does not answer in the place of the person.
  await a.setJavaScriptEnabled(true);
  await a.goto(`${adresse}?piege`, { waitUntil: 'load' });
  const [refusee] = await Promise.all([
    a.waitForNavigation({ waitUntil: 'load' }),
    a.evaluate((url, identite) => {
      const f = document.createElement('form');
      f.method = 'post';
      f.action = url;
      for (const [n, v] of Object.entries({ identite, moyen: 'CPS', geste: 'accord' })) {
        f.append(Object.assign(document.createElement('input'), { type: 'hidden', name: n, value: v }));
      }
      document.body.append(f);
      f.submit();
    }, demande(premier, { prompt: 'login' }), premier.identite),
  ]);
  exiger(refusee.status() === 403, `un formulaire d'ailleurs : ${refusee.status()}`);
  console.log("formulaire d'un autre site refusé ok");
  retour.close();
} finally {
  await navigateur.close();
}
