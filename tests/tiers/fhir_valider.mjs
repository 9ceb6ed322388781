// FHIR.js (R4 definitions of HL7) over every kind of answer of the simulated directory. Argument: a JSON file that says where it is.
// Prints « type ok », a line each; exits 1 at the first answer that is not R4.
import { readFileSync } from 'node:fs';
import fhirjs from 'fhir';
import { Agent, fetch } from 'undici';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const dispatcher = new Agent({ connect: { ca: ici.ancres } });
const fhir = new fhirjs.Fhir();
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

async function lire(chemin, attendu = 200) {
  await pause(80); // seventeen requests a second are allowed
  const url = chemin.startsWith('http') ? chemin : `${ici.annuaire}/${chemin}`;
  const r = await fetch(url, { dispatcher, headers: { 'ESANTE-API-KEY': ici.cle_api } });
  if (r.status !== attendu) throw new Error(`${chemin} : ${r.status} ${await r.text()}`);
  return r.json();
}

function valider(ressource, quoi) {
  const vu = fhir.validate(ressource, { errorOnUnexpected: true });
  const erreurs = vu.messages.filter((m) => m.severity === 'error' || m.severity === 'fatal');
  if (erreurs.length > 0) throw new Error(`${quoi} : ${JSON.stringify(erreurs.slice(0, 5), null, 1)}\n${JSON.stringify(ressource).slice(0, 3000)}`);
}

// A validator that finds nothing wrong anywhere proves nothing.
let refuse = false;
try {
  valider({ resourceType: 'Practitioner', gender: 'inconnu', nom: 'x' }, 'témoin faux');
} catch {
  refuse = true;
}
if (!refuse) throw new Error('le validateur accepte une ressource fausse');

valider(await lire('metadata'), 'CapabilityStatement');
console.log('CapabilityStatement ok');
for (const type of ['Practitioner', 'PractitionerRole', 'Organization', 'HealthcareService', 'Device']) {
  let page = await lire(`${type}?_count=10`);
  let entrees = 0;
  for (;;) {
    valider(page, `Bundle ${type}`);
    for (const { resource } of page.entry ?? []) {
      valider(resource, `${type}/${resource.id}`);
      valider(await lire(`${resource.resourceType}/${resource.id}`), `lecture ${type}/${resource.id}`);
      entrees += 1;
    }
    const suite = page.link.find((l) => l.relation === 'next');
    if (suite === undefined) break;
    page = await lire(suite.url);
  }
  if (entrees === 0) throw new Error(`${type} : aucune ressource`);
  console.log(`${type} ok`);
}
const inclus = await lire('PractitionerRole?_include=*&_count=20');
valider(inclus, '_include');
valider(await lire('Practitioner?_elements=name&_count=5'), '_elements');
console.log('_include ok');
const refus = await fetch(`${ici.annuaire}/Practitioner?inconnu=1`, { dispatcher, headers: { 'ESANTE-API-KEY': ici.cle_api } });
if (refus.ok) throw new Error('paramètre inconnu accepté');
valider(await refus.json(), 'OperationOutcome');
console.log('OperationOutcome ok');
