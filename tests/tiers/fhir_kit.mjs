// fhir-kit-client as a client of the simulated directory. Argument: a JSON file that says where it is.
// Prints « opération ok », a line each; exits 1 at the first answer that is not the one waited for.
import { readFileSync } from 'node:fs';
import { Client } from 'fhir-kit-client';
import { Agent, fetch, Headers, Request, Response, setGlobalDispatcher } from 'undici';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// The client calls the global fetch, which takes no authority: that of the same library, with ours, stands in its place.
setGlobalDispatcher(new Agent({ connect: { ca: ici.ancres } }));
Object.assign(globalThis, { fetch, Headers, Request, Response });
const client = new Client({ baseUrl: ici.annuaire, customHeaders: { 'ESANTE-API-KEY': ici.cle_api } });
const pause = () => new Promise((r) => setTimeout(r, 80)); // seventeen requests a second are allowed

function exiger(vrai, quoi) {
  if (!vrai) throw new Error(quoi);
  console.log(`${quoi} ok`);
}

async function chercher(resourceType, searchParams, options = {}) {
  await pause();
  return client.resourceSearch({ resourceType, searchParams, options });
}

exiger((await client.capabilityStatement()).fhirVersion === '4.0.1', 'CapabilityStatement');
const trouves = await chercher('Practitioner', { identifier: ici.rpps });
const praticien = trouves.entry[0].resource;
exiger(trouves.entry.length === 1 && praticien.name[0].text === `${ici.nom} ${ici.prenom}`, 'recherche par RPPS');
await pause();
const lu = await client.read({ resourceType: 'Practitioner', id: praticien.id });
exiger(JSON.stringify(lu) === JSON.stringify(praticien), 'lecture');
const vus = new Set();
let nombre = 0;
let lieu;
for (let page = await chercher('Organization', { _count: '5' }); page !== undefined; page = await client.nextPage({ bundle: page })) {
  for (const { resource } of page.entry) {
    vus.add(resource.id);
    nombre += 1;
    if (resource.identifier.some((i) => i.value === ici.structure)) lieu = `Organization/${resource.id}`;
  }
  await pause();
}
exiger(vus.size === nombre && nombre > 10, 'pages suivies');
const roles = await chercher('PractitionerRole', { 'organization.identifier': ici.structure });
exiger(roles.entry.length > 0 && roles.entry.every((e) => e.resource.organization.reference === lieu), 'recherche chaînée');
const melange = await chercher('Practitioner', { identifier: ici.rpps, _revinclude: 'PractitionerRole:practitioner' });
exiger(new Set(melange.entry.map((e) => e.resource.resourceType)).size === 2, '_revinclude');
const parPost = await chercher('Practitioner', { identifier: ici.rpps }, { postSearch: true });
exiger(parPost.entry[0].resource.id === praticien.id, 'POST _search');
try {
  await chercher('Practitioner', { birthdate: '1980-01-01' });
  throw new Error('un paramètre inconnu est accepté');
} catch (refus) {
  const dit = refus.response?.data?.issue?.[0]?.diagnostics;
  if (dit !== 'Parameter birthdate not found for resource Practitioner') throw refus;
  console.log(`paramètre inconnu ${refus.response.status}`);
}
