// FHIR.js (R4 definitions of HL7) over many resources. Argument: a JSON file, a list of them as text.
// Prints a JSON list: for each, the errors found (location and message), or null when it stopped.
import { readFileSync } from 'node:fs';
import fhirjs from 'fhir';

const fhir = new fhirjs.Fhir();
const vus = JSON.parse(readFileSync(process.argv[2], 'utf8')).map((texte) => {
  try {
    const vu = fhir.validate(JSON.parse(texte), { errorOnUnexpected: true });
    return vu.messages.filter((m) => m.severity === 'error' || m.severity === 'fatal').map((m) => `${m.location} : ${m.message}`);
  } catch {
    return null;
  }
});
console.log(JSON.stringify(vus));
