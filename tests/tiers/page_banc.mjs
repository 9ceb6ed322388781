// The page of a running bench in a real browser (headless Chromium), judged by axe. Argument: a JSON file that says where everything is.
// Prints « épreuve ok », a line each.
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const exiger = (vrai, quoi) => {
  if (!vrai) throw new Error(quoi);
};
const navigateur = await puppeteer.launch({ executablePath: ici.chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
const fautes = [];
async function ouvrir(chemin, largeur) {
  const page = await navigateur.newPage();
  await page.setViewport({ width: largeur, height: 900 });
  page.on('console', (m) => m.type() === 'error' && fautes.push(`${chemin} : ${m.text()}`));
  page.on('pageerror', (e) => fautes.push(`${chemin} : ${e.message}`));
  await page.goto(ici.base + chemin, { waitUntil: 'load' });
  return page;
}

// 1. Wide and narrow, light and dark: nothing scrolls sideways, axe finds nothing.
for (const [nom, chemin] of Object.entries(ici.pages)) {
  for (const largeur of [1400, 390]) {
    for (const theme of ['light', 'dark']) {
      const page = await ouvrir(chemin, largeur);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      const large = await page.evaluate(() => document.documentElement.scrollWidth);
      exiger(large <= largeur, `${chemin} : ${large} px de large à ${largeur}`);
      // The policy of the page forbids scripts that are not its own: axe comes through the debugger, as the address bar would not.
      await page.evaluate(axe);
      const vu = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
      exiger(vu.passes.length > 5, `${chemin} : axe n'a presque rien regardé`);
      exiger(vu.violations.length === 0, `${chemin} à ${largeur}, ${theme} : ${JSON.stringify(vu.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120))]))}`);
      if (ici.images !== undefined && theme === 'light') await page.screenshot({ path: join(ici.images, `banc-${nom}-${largeur}.png`) });
      await page.close();
    }
  }
}
console.log('pages ok');

// 2. What comes is inserted without a reload; suspended, it waits.
const page = await ouvrir('/', 1400);
const lignes = () => page.$$eval('#lignes tr', (l) => l.length);
const arrive = (n) => page.waitForFunction((k) => document.querySelectorAll('#lignes tr').length === k, {}, n);
const avant = await lignes();
const appeler = () => new Promise((fini, rate) => get(ici.appel, { rejectUnauthorized: false, agent: false }, (r) => r.resume().on('end', fini)).on('error', rate));
await appeler();
await arrive(avant + 1);
await page.click('#pause');
await appeler();
await page.waitForFunction(() => document.getElementById('etat').textContent.includes('1 en attente'));
exiger((await lignes()) === avant + 1, 'une ligne est venue pendant la suspension');
await page.click('#pause');
await arrive(avant + 2);
console.log('arrivées ok');

// 3. By keyboard alone: the link that skips the menu, then the first exchange.
await page.reload({ waitUntil: 'load' });
await page.keyboard.press('Tab');
exiger((await page.evaluate(() => document.activeElement.textContent)) === 'Aller au contenu', 'pas de lien d’évitement');
await page.keyboard.press('Enter');
for (let i = 0; i < 20 && !(await page.evaluate(() => document.activeElement.closest('#lignes') !== null)); i += 1) await page.keyboard.press('Tab');
await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
exiger((await page.title()).startsWith('Échange '), await page.title());
console.log('clavier ok');

exiger(fautes.length === 0, fautes.join('\n'));
await navigateur.close();
