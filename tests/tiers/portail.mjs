// The portal of the rehearsed referencing in a real browser (headless Chromium), both roles. Argument: a JSON file that says where everything is.
// Prints « épreuve ok », a line each.
//
// 1. A whole file with one round of corrections: the vendor fills by its pages, the reviewer judges by theirs.
// 2. Thirty verdicts by keyboard alone; the time of a list.
// 3. Every page, wide and narrow, light and dark: axe finds nothing, nothing scrolls sideways.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const exiger = (vrai, quoi) => {
  if (!vrai) throw new Error(quoi);
};
const navigateur = await puppeteer.launch({
  executablePath: ici.chromium,
  acceptInsecureCerts: true, // its trust store is not the question here
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
const fautes = [];
const texte = (page) => page.evaluate(() => document.body.innerText);
const image = (page, nom) => (ici.images === undefined ? null : page.screenshot({ path: join(ici.images, `portail-${nom}.png`), fullPage: true }));

/** A browser of its own, where somebody signed in through Pro Santé Connect. */
async function entrer(fiche) {
  const contexte = await navigateur.createBrowserContext();
  return identifier(await contexte.newPage(), fiche);
}

async function identifier(page, fiche) {
  await page.setViewport({ width: 1400, height: 900 });
  page.on('pageerror', (e) => fautes.push(`${page.url()} : ${e.message}`));
  page.on('console', (m) => m.type() === 'error' && !m.text().includes('status of 4') && fautes.push(`${page.url()} : ${m.text()}`));
  await page.goto(`${ici.base}/`, { waitUntil: 'load' });
  await suivre(page, 'main a.bouton');
  exiger((await texte(page)).includes('SIMULÉ'), 'la page de connexion ne dit pas SIMULÉ');
  if (await page.$('#recherche')) {
    await page.type('#recherche', fiche);
    await suivre(page, 'form:has(#recherche) button[type=submit]');
  }
  await page.click(`input[name=identite][value="${fiche}"]`);
  await suivre(page, 'button[name=geste][value=accord]');
  exiger(page.url().startsWith(ici.base), page.url());
  return page;
}

async function suivre(page, selecteur) {
  await page.bringToFront();
  await page.waitForSelector(selecteur);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click(selecteur)]);
}

async function aller(page, chemin) {
  const r = await page.goto(ici.base + chemin, { waitUntil: 'load' });
  exiger(r.status() === 200, `${chemin} : ${r.status()}`);
}

async function avancer(jours) {
  const r = await fetch(`${ici.controle}/banc/horloge?espace=defaut`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ decalage_s: jours * 86400 }) });
  exiger(r.ok, `horloge : ${r.status}`);
}

/** The form whose button says this. */
async function envoyer(page, selecteur, champs) {
  for (const [nom, valeur] of Object.entries(champs)) {
    const champ = await page.$(`${selecteur} [name="${nom}"]`);
    exiger(champ !== null, `${selecteur} : pas de champ ${nom}`);
    await champ.evaluate((c, v) => (c.type === 'checkbox' ? (c.checked = v) : (c.value = v)), valeur);
  }
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.evaluate((s) => document.querySelector(`${s} button[type=submit]`).click(), selecteur)]);
}

// 1. A whole file.
const editeur = await entrer(ici.editeur);
const relecteur = await entrer(ici.relecteur);
await aller(editeur, `/candidatures/nouvelle?referentiel=${ici.petit}`);
await image(editeur, 'nouvelle');
await envoyer(editeur, 'form[action="/candidatures"]', { societe: 'Éditeur Fictif', produit: 'SGL Fictif', version: '1.2.3' });
const candidature = new URL(editeur.url()).pathname;
await editeur.$$eval('input[name=prerequis]', (cases) => cases.forEach((c) => c.click()));
await envoyer(editeur, 'form[action$="deposer-administratif"]', { charte: true, versions_obsoletes: 'aucune' });
await avancer(7);
await aller(editeur, candidature);
exiger((await texte(editeur)).includes('éligible'), 'pas éligible');

const numeros = async (page) => page.$$eval('tbody tr', (l) => l.map((t) => ({ adresse: t.querySelector('th a').getAttribute('href'), etat: t.querySelector('[data-titre="État"]').textContent })));
async function deposer(adresse, fichier) {
  await aller(editeur, adresse);
  const champ = await editeur.$('form.envoi input[type=file]');
  await champ.uploadFile(fichier);
  await Promise.all([editeur.waitForNavigation({ waitUntil: 'load' }), editeur.evaluate(() => document.querySelector('form.envoi button').click())]);
  exiger((await texte(editeur)).includes('déposée'), `${adresse} : ${(await texte(editeur)).slice(0, 600)}`);
}
await aller(editeur, `${candidature}/preuves`);
const preuves = await numeros(editeur);
for (const p of preuves) await deposer(p.adresse, ici.capture);
await image(editeur, 'editeur-preuve');
await aller(editeur, candidature);
for (let n = await editeur.$$('form[action$="soumettre"]'); n.length > 0; n = await editeur.$$('form[action$="soumettre"]')) await envoyer(editeur, 'form[action$="soumettre"]', {});
await image(editeur, 'candidature');
// The reviewer sends one back, asks about another, and the rest conforms.
for (const [rang, p] of preuves.entries()) {
  await aller(relecteur, p.adresse);
  if (rang === 0) await image(relecteur, 'relecteur-preuve');
  if (rang < 2) await relecteur.type('textarea[name=motif]', rang === 0 ? 'La version du produit ne se voit pas.' : 'Où voit-on la date ?');
  await suivre(relecteur, `button[value=${['non-conforme', 'question'][rang] ?? 'conforme'}]`);
}
await aller(editeur, candidature);
exiger((await texte(editeur)).includes('à corriger'), 'le chapitre n’est pas renvoyé');
await aller(editeur, preuves[1].adresse);
await envoyer(editeur, 'form[action$="repondre"]', { texte: 'En bas à droite de l’écran.' });
await deposer(preuves[0].adresse, ici.capture);
await aller(editeur, candidature);
await envoyer(editeur, 'form[action$="soumettre"]', {});
await aller(relecteur, preuves[0].adresse);
exiger((await relecteur.$$('.remise')).length === 2, 'le dépôt précédent n’est pas à côté');
await image(relecteur, 'deux-tours');
for (const p of preuves.slice(0, 2)) {
  await aller(relecteur, p.adresse);
  await suivre(relecteur, 'button[value=conforme]');
}
await aller(relecteur, candidature);
for (let n = 0; n < 3; n += 1) await suivre(relecteur, 'form[action$="constater"] button[value=obtenue]');
await relecteur.evaluate(() => [...document.querySelectorAll('form[action$="decider"]')].find((f) => f.querySelector('[value=referencer]')).closest('details').setAttribute('open', ''));
await suivre(relecteur, 'details[open] form[action$="decider"] button');
exiger((await texte(relecteur)).includes('SIMULE-VA2'), 'pas d’attestation');
await aller(editeur, '/liste');
exiger((await texte(editeur)).includes('SGL Fictif'), 'pas publié');
console.log('dossier entier ok');

// Signing out here signs out there: another person may sign in, in the same browser.
await aller(editeur, '/');
await suivre(editeur, 'form[action="/deconnexion"] button');
await identifier(editeur, ici.relecteur);
exiger((await texte(editeur)).includes('relecteur'), 'la personne n’a pas changé');
await suivre(editeur, 'form[action="/deconnexion"] button');
await identifier(editeur, ici.editeur);
console.log('changement de personne ok');

// 2. Thirty verdicts by keyboard alone: the first proof opens by a key, the next comes by itself.
await aller(relecteur, `${ici.a_juger}/preuves?sort=a-juger`);
const duree = await relecteur.evaluate(async () => {
  const debut = performance.now();
  await (await fetch(location.href)).text();
  return performance.now() - debut;
});
console.error(`liste : ${Math.round(duree)} ms`);
const passer = async (touche) => Promise.all([relecteur.waitForNavigation({ waitUntil: 'load' }), relecteur.keyboard.press(touche)]);
await passer('o');
const vues = new Set();
for (let n = 0; n < 30; n += 1) {
  const titre = await relecteur.title();
  exiger(!vues.has(titre), `${titre} revient`);
  vues.add(titre);
  if (n === 0 && (await relecteur.$('input[data-etape="1"]'))) {
    await relecteur.keyboard.press('1');
    exiger(await relecteur.$eval('input[data-etape="1"]', (c) => c.checked), 'l’étape 1 n’est pas cochée');
  }
  if (n % 5 === 4) {
    // Without a reason a refusal does not leave: the cursor goes to it.
    await relecteur.keyboard.press('n');
    exiger(await relecteur.evaluate(() => document.activeElement.name === 'motif'), 'le motif ne prend pas le curseur');
    await relecteur.keyboard.type('Coupée avant la fin.');
    if (n % 10 === 4) {
      await relecteur.keyboard.press('Escape');
      await passer('n');
    } else {
      // From where one writes, it leaves as what was asked for.
      await relecteur.keyboard.down('Control');
      await passer('Enter');
      await relecteur.keyboard.up('Control');
    }
  } else await passer('c');
}
await passer('s');
await passer('p');
await passer('l');
exiger(relecteur.url().includes('/preuves'), relecteur.url());
console.log(`clavier ok`);

// 3. Every page.
const pages = { accueil: '/', liste: '/liste', regles: '/regles', argent: '/argent', compteurs: '/compteurs', candidature, 'candidature-preuves': `${candidature}/preuves`, preuve: preuves[0].adresse, historique: `${candidature}/historique`, financement: `${candidature}/argent` };
for (const [nom, chemin] of Object.entries(pages)) {
  // What the vendor sees otherwise than the reviewer is looked at too.
  const siennes = ['candidature', 'preuve', 'financement'].includes(nom);
  for (const page of siennes ? [editeur, relecteur] : [relecteur]) {
    // One way in two at each change; `tout` plays them all.
    for (const largeur of [1400, 390]) {
      for (const theme of ici.tout ? ['light', 'dark'] : [largeur === 1400 ? 'light' : 'dark']) {
        await page.bringToFront();
        await page.setViewport({ width: largeur, height: 900 });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
        await aller(page, chemin);
        const large = await page.evaluate(() => document.documentElement.scrollWidth);
        exiger(large <= largeur, `${chemin} : ${large} px de large à ${largeur}`);
        await page.evaluate(axe);
        const vu = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
        exiger(vu.passes.length > 5, `${chemin} : axe n'a presque rien regardé`);
        exiger(vu.violations.length === 0, `${chemin} à ${largeur}, ${theme} : ${JSON.stringify(vu.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 160))]))}`);
        if (page === relecteur && (ici.tout !== true || theme === 'light')) await image(page, `${nom}-${largeur}`);
      }
    }
  }
}
console.log('pages ok');

exiger(fautes.length === 0, fautes.join('\n'));
await navigateur.close();
