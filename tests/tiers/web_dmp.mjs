// The web access to the DMP in a real browser (headless Chromium). Argument: a JSON file that says where everything is. The card of the
// professional is presented by a relay of this script: a browser without a card reader has none. Prints « épreuve ok », a line each.
//
// 1. A physician opens a document, filters, and declares an authorisation, by links and buttons alone.
// 2. Every page, wide and narrow, light and dark: axe finds nothing, nothing scrolls sideways, « simulé » is in sight.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const exiger = (vrai, quoi) => {
  if (!vrai) throw new Error(quoi);
};
const fautes = [];

/** The site as somebody meets it whose card is this one: its address, over plain HTTP on this machine. */
async function relais(carte) {
  const vers = new URL(ici.base);
  const agent = new https.Agent({ ca: ici.ancres, cert: carte?.certificat, key: carte?.cle, keepAlive: true });
  const serveur = http.createServer((req, res) => {
    const suite = https.request({ host: vers.hostname, port: vers.port, path: req.url, method: req.method, headers: req.headers, agent, servername: 'localhost' }, (r) => {
      res.writeHead(r.statusCode, r.headers);
      r.pipe(res);
    });
    suite.on('error', (e) => res.writeHead(502).end(String(e)));
    req.pipe(suite);
  });
  await new Promise((pret) => serveur.listen(0, '127.0.0.1', pret));
  return { adresse: `http://127.0.0.1:${serveur.address().port}`, fermer: () => (serveur.closeAllConnections(), serveur.close(), agent.destroy()) };
}

const medecin = await relais(ici.medecin);
const personne = await relais(undefined);
const navigateur = await puppeteer.launch({ executablePath: ici.chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
const page = await navigateur.newPage();
page.on('pageerror', (e) => fautes.push(`${page.url()} : ${e.message}`));
page.on('console', (m) => m.type() === 'error' && !m.text().includes('status of 4') && fautes.push(`${page.url()} : ${m.text()}`));
const texte = () => page.evaluate(() => document.body.innerText);
const image = (nom) => (ici.images === undefined ? null : page.screenshot({ path: join(ici.images, `web-dmp-${nom}.png`), fullPage: true }));

async function aller(chemin, statut = 200, base = medecin.adresse) {
  const r = await page.goto(base + chemin, { waitUntil: 'load' });
  exiger(r.status() === statut, `${chemin} : ${r.status()}`);
}

async function suivre(selecteur) {
  await page.waitForSelector(selecteur);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click(selecteur)]);
}

// 1. A day.
await page.setViewport({ width: 1400, height: 900 });
await aller(`/AccesDirect/Documents/${ici.plein}`);
const lignes = () => page.$$eval('tbody tr', (l) => l.length);
const tous = await lignes();
await page.select('select[name=type]', '11502-2');
await suivre('form.filtre button');
exiger((await lignes()) > 0 && (await lignes()) < tous, `le filtre laisse ${await lignes()} lignes sur ${tous}`);
await suivre('tbody th a');
exiger((await page.$$('.cda table')).length > 0, 'le compte rendu ne se lit pas');
await image('biologie');
await aller(`/AccesDirect/Documents/${ici.plein}?titre=sortie`);
await suivre('tbody th a');
const pdf = await page.$eval('.actions a', (a) => [a.textContent, a.getAttribute('href')]);
exiger(pdf[0] === 'Ouvrir le PDF', pdf[0]);
const recu = await fetch(medecin.adresse + pdf[1]);
exiger(recu.headers.get('content-type') === 'application/pdf' && (await recu.text()).startsWith('%PDF-'), 'pas de PDF');
await image('lettre');
console.log('documents ok');

await aller(`/AccesDirect/DossierPatient/${ici.sans}`);
exiger((await texte()).includes('demande une autorisation'), 'elle n’est pas demandée');
await image('declarer');
await suivre('form.autorisation button');
exiger(page.url().endsWith(`/dmp/DossierPatient/${ici.sans}`) && (await texte()).includes('valide, depuis le'), await texte());
console.log('autorisation ok');

// 2. Every page.
const document_ = await (async () => {
  await aller(`/AccesDirect/Documents/${ici.plein}?etat=tous`);
  return page.$eval('tbody tr:has(.etats) th a', (a) => a.getAttribute('href'));
})();
const pages = [
  ...['DossierPatient', 'Documents', 'ParcoursDeSoins', 'CarnetVaccination', 'VolontesEtDroits', 'HistoriqueAcces', 'GestionDMPPatient'].map((p) => [p, `/AccesDirect/${p}/${ici.plein}`, 200]),
  ['TableauDeBord', '/AccesDirect/TableauDeBord', 200],
  ['TableauDeBord-patient', `/AccesDirect/TableauDeBord/${ici.plein}`, 200],
  ['Parametrages', '/AccesDirect/Parametrages', 200],
  ['Documents-tous', `/AccesDirect/Documents/${ici.plein}?etat=tous`, 200],
  ['document', document_, 200],
  ['ferme', `/AccesDirect/Documents/${ici.ferme}`, 403],
  ['inconnue', '/AccesDirect/Rien', 404],
  ['sans-carte', '/AccesDirect/TableauDeBord', 401],
];
for (const [nom, chemin, statut] of pages) {
  const base = nom === 'sans-carte' ? personne.adresse : medecin.adresse;
  for (const largeur of [1400, 390]) {
    const theme = largeur === 1400 ? 'light' : 'dark';
    await page.setViewport({ width: largeur, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await aller(chemin, statut, base);
    const large = await page.evaluate(() => document.documentElement.scrollWidth);
    exiger(large <= largeur, `${chemin} : ${large} px de large à ${largeur}`);
    exiger((await texte()).includes('Service simulé — banc d’essai') || (await texte()).includes("Service simulé — banc d'essai"), `${chemin} ne dit pas qu'il est simulé`);
    await page.evaluate(axe);
    const vu = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
    exiger(vu.passes.length > 5, `${chemin} : axe n'a presque rien regardé`);
    exiger(vu.violations.length === 0, `${chemin} à ${largeur}, ${theme} : ${JSON.stringify(vu.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 160))]))}`);
    exiger((await page.$$('h1')).length === 1, `${chemin} : un seul titre`);
    await image(`${nom}-${largeur}`);
  }
}
console.log('pages ok');

exiger(fautes.length === 0, fautes.join('\n'));
await navigateur.close();
medecin.fermer();
personne.fermer();
