// node « soap », made from the WSDLs of the simulated DMP, plays every transaction. Argument: a JSON file that says where the WSDLs are,
// where to send, and about whom. Prints « transaction résultat », a line each.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import soap from 'soap';

const ici = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const httpsAgent = new Agent({
  ca: readFileSync(ici.ancres),
  cert: readFileSync(ici.certificat),
  key: readFileSync(ici.cle),
});

const RACINE = '1.2.250.1.999.1';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSA = 'http://www.w3.org/2005/08/addressing';
const XML = 'http://www.w3.org/XML/1998/namespace';
const APPROUVE = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';
const ARCHIVE = 'urn:asip:ci-sis:2010:StatusType:Archived';
const SUPPRIME = 'urn:asip:ci-sis:2010:StatusType:Deleted';
const CX = `${ici.ins}^^^&${ici.oid}&ISO^NH`;
// A patient is searched by traits by a centre de régulation alone.
const vihf = (operation) => readFileSync(operation === 'findCandidatesQuery' ? ici.vihf_regulation : ici.vihf, 'utf8');
const a = (attributes, reste = {}) => ({ attributes, ...reste });
const liste = (valeur) => [valeur ?? []].flat();
const texte = (valeur) => valeur?.$value ?? valeur;

// A contract of the DMP: its operations, at the address where messages go. The library writes no WS-Addressing header by itself.
async function service(chemin, wsdl) {
  const client = await soap.createClientAsync(`${ici.wsdl}/${chemin}?${wsdl}`, {
    wsdl_options: { httpsAgent },
    endpoint: `${ici.adresse}/${chemin}`,
    forceSoap12Headers: true,
    normalizeNames: true,
    parseReponseAttachments: true,
  });
  return async (operation, adressage, quoi) => {
    client.clearSoapHeaders();
    client.addSoapHeader(`<Action xmlns="${WSA}">${adressage}</Action>`);
    client.addSoapHeader(`<MessageID xmlns="${WSA}">urn:uuid:${randomUUID()}</MessageID>`);
    client.addSoapHeader(`<wsse:Security xmlns:wsse="${WSSE}">${vihf(operation)}</wsse:Security>`);
    const [reponse] = await client[`${operation.replace('-', '_')}Async`](quoi, { httpsAgent });
    return { reponse, joints: client.lastResponseAttachments?.parts ?? [] };
  };
}

const patients = await service('patients', 'wsdl');
const recherche = await service('patients', 'wsdl=recherche');
const listeDmp = await service('patients', 'wsdl=liste');
const habilitations = await service('habilitations', 'wsdl');
const depot = await service('repository', 'wsdl');
const registre = await service('registry', 'wsdl');

const appareil = (genre, oid, nom) =>
  a({ typeCode: genre }, { device: a({ classCode: 'DEV', determinerCode: 'INSTANCE' }, { id: a({ root: oid }), softwareName: nom }) });

const interaction = (nom, acte) => ({
  attributes: { ITSVersion: 'XML_1.0' },
  id: a({ root: `${RACINE}.5`, extension: randomUUID() }),
  creationTime: a({ value: '20260115090000' }),
  interactionId: a({ root: '2.16.840.1.113883.1.6', extension: nom }),
  processingCode: a({ code: 'D' }),
  processingModeCode: a({ code: 'T' }),
  acceptAckCode: a({ code: 'AL' }),
  receiver: appareil('RCV', '1.2.250.1.213.4.1.1.1', 'DMP'),
  sender: appareil('SND', RACINE, 'node soap'),
  controlActProcess: a({ classCode: 'CACT', moodCode: 'EVN' }, acte),
});

const question = (parameterList) => ({
  queryByParameter: { queryId: a({ root: `${RACINE}.6`, extension: 'n1' }), statusCode: a({ code: 'new' }), parameterList },
});

async function demographie(transaction, raison) {
  const ins = { value: a({ root: ici.oid, extension: ici.ins }), semanticsText: 'Patient.id' };
  const acte = { reasonCode: a({ code: raison, codeSystem: '1.2.250.1.213.1.1.4.11' }), ...question({ patientIdentifier: ins }) };
  const { reponse } = await patients(
    'PatientGetDemographics_PRPA_IN201307UV02',
    'urn:hl7-org:v3:PRPA_IN201307UV02',
    interaction('PRPA_IN201307UV02', acte),
  );
  const recu = reponse.controlActProcess;
  const { patient } = liste(recu.subject)[0].registrationEvent.subject1;
  const dit = liste(patient.subjectOf).map(({ administrativeObservation: o }) => `${o.code.attributes.code}=${o.value.attributes.value}`);
  console.log([transaction, recu.queryAck.queryResponseCode.attributes.code, patient.statusCode.attributes.code, ...dit].join(' '));
}

async function sansIns() {
  const nom = { value: { family: ici.nom }, semanticsText: 'LivingSubject.name' };
  const acte = {
    code: a({ code: 'PRPA_TE201305UV02', codeSystem: '2.16.840.1.113883.1.6' }),
    ...question({ livingSubjectName: nom }),
  };
  const { reponse } = await recherche(
    'findCandidatesQuery',
    'urn:hl7-org:v3:PRPA_IN201305UV02',
    interaction('PRPA_IN201305UV02', acte),
  );
  const recu = reponse.controlActProcess;
  console.log(['TD0.5', recu.queryAck.queryResponseCode.attributes.code, liste(recu.subject).length].join(' '));
}

const slot = (name, Value) => a({ name }, { ValueList: { Value } });
const libelle = (value) => ({ LocalizedString: a({ value, charset: 'UTF8', 'xml:lang': 'FR' }) });
const code = (objet, schema, valeur, systeme, dit = valeur) =>
  a(
    {
      id: `urn:uuid:${randomUUID()}`,
      classifiedObject: objet,
      classificationScheme: `urn:uuid:${schema}`,
      nodeRepresentation: valeur,
    },
    { Slot: slot('codingScheme', systeme), Name: libelle(dit) },
  );

// A submission set that brings no document.
function lot() {
  const nom = 'Lot01';
  const auteur = a(
    {
      id: 'auteur',
      classifiedObject: nom,
      classificationScheme: 'urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d',
      nodeRepresentation: '',
    },
    { Slot: Object.entries(ici.auteur).map(([cle, valeur]) => slot(cle, valeur)) },
  );
  const noeud = a({ id: 'noeud', classifiedObject: nom, classificationNode: 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd' });
  const identifiants = [
    ['6b5aea1a-874d-4603-a4bc-96a0a7b38446', CX, 'patientId'],
    ['554ac39e-e3fe-47fe-b233-965d2a147832', RACINE, 'sourceId'],
    ['96fdda7c-d067-4183-912e-bf5ee74998a8', `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`, 'uniqueId'],
  ];
  return a(
    { id: nom },
    {
      Slot: slot('submissionTime', '20260115090000'),
      Name: libelle('Gestion'),
      Classification: [auteur, code(nom, 'aa543740-bdda-424e-8c96-df4873be8500', '04', '1.2.250.1.213.2.2'), noeud],
      ExternalIdentifier: identifiants.map(([schema, value, quoi]) =>
        a(
          { id: `ei-${quoi}`, registryObject: nom, identificationScheme: `urn:uuid:${schema}`, value },
          { Name: libelle(`XDSSubmissionSet.${quoi}`) },
        ),
      ),
    },
  );
}

const statut = (reponse) =>
  [
    reponse.attributes.status.split(':').pop(),
    ...liste(reponse.RegistryErrorList?.RegistryError).map((e) => e.attributes.errorCode),
  ].join(' ');

async function soumettre(transaction, genre, cible, slots, objets = {}) {
  const association = a(
    { id: 'association', associationType: genre, sourceObject: 'Lot01', targetObject: cible },
    { Slot: Object.entries(slots).map(([cle, valeur]) => slot(cle, valeur)) },
  );
  const { reponse } = await registre('DocumentRegistry_UpdateDocumentSet', 'urn:ihe:iti:2010:UpdateDocumentSet', {
    RegistryObjectList: { RegistryPackage: lot(), ...objets, Association: association },
  });
  console.log(`${transaction} ${statut(reponse)}`);
}

const changerEtat = (transaction, entree, de, vers) =>
  soumettre(transaction, 'urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus', entree, { OriginalStatus: de, NewStatus: vers });

async function chercher() {
  const { reponse } = await registre('DocumentRegistry_RegistryStoredQuery', 'urn:ihe:iti:2007:RegistryStoredQuery', {
    ResponseOption: a({ returnType: 'LeafClass', returnComposedObjects: 'true' }),
    AdhocQuery: a(
      { id: 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d' },
      { Slot: [slot('$XDSDocumentEntryPatientId', `'${CX}'`), slot('$XDSDocumentEntryStatus', `('${APPROUVE}')`)] },
    ),
  });
  const trouves = liste(reponse.RegistryObjectList.ExtrinsicObject);
  console.log(['TD3.1', statut(reponse), trouves.length].join(' '));
  return trouves[0];
}

async function consulter(entree) {
  const entrepot = texte(liste(liste(entree.Slot).find((s) => s.attributes.name === 'repositoryUniqueId').ValueList.Value)[0]);
  const unique = liste(entree.ExternalIdentifier).find(
    (e) => e.attributes.identificationScheme === 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab',
  );
  const { reponse, joints } = await depot('DocumentRepository_RetrieveDocumentSet', 'urn:ihe:iti:2007:RetrieveDocumentSet', {
    DocumentRequest: { RepositoryUniqueId: entrepot, DocumentUniqueId: unique.attributes.value },
  });
  const rendu = liste(reponse.DocumentResponse)[0];
  console.log(['TD3.2', statut(reponse.RegistryResponse), rendu.mimeType, joints[0].body.byteLength].join(' '));
}

// The entry as it was read, and one code more.
async function masquer(entree) {
  const version = entree.VersionInfo.attributes.versionName;
  const schema = 'f4f85eac-e6cb-4883-b524-f2705394840f';
  const masque = code('Document01', schema, 'MASQUE_PS', '1.2.250.1.213.1.1.4.13', 'Masqué aux professionnels');
  entree.attributes.id = 'Document01';
  entree.Classification = [...liste(entree.Classification), masque];
  entree.Classification.forEach((c) => (c.attributes.classifiedObject = 'Document01'));
  liste(entree.ExternalIdentifier).forEach((e) => (e.attributes.registryObject = 'Document01'));
  await soumettre(
    'TD3.3a',
    'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember',
    'Document01',
    { SubmissionSetStatus: 'Original', PreviousVersion: version },
    { ExtrinsicObject: entree },
  );
}

// The lot of the test, as it is: the library sends what it is given.
async function alimenter() {
  const brut = readFileSync(ici.lot, 'utf8');
  let rang = 0;
  const dedans = brut
    .replace(/^<xds:ProvideAndRegisterDocumentSetRequest[^>]*>|<\/xds:ProvideAndRegisterDocumentSetRequest>$/g, '')
    .replace(/<xop:Include[^>]*\/>/g, () => readFileSync(ici.documents[rang++]).toString('base64'));
  const espaces = brut.match(/^<xds:ProvideAndRegisterDocumentSetRequest([^>]*)>/)[1];
  const { reponse } = await depot('DocumentRepository_ProvideAndRegisterDocumentSet-b', 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b', {
    _xml: `<xds:ProvideAndRegisterDocumentSetRequest${espaces}>${dedans}</xds:ProvideAndRegisterDocumentSetRequest>`,
  });
  console.log(`TD2.1 ${statut(reponse)}`);
}

await demographie('TD0.2', 'TEST_EXST');
const HABILITATIONS = 'urn:si-dmp-habilitations:HabilitationsEndPoint';
const ajout = await habilitations('setAuthorization', `${HABILITATIONS}:setAuthorization`, { action: 'AJOUT' });
console.log(`TD0.3 ${ajout.reponse.output.status}`);
const dmp = await listeDmp('patientList', 'urn:si-dmp-patients:PatientSpecificEndPoint:patientList', {
  startDate: '20200101000000',
  dateType: 'LASTDOC',
});
console.log(`TD0.4 ${dmp.reponse.output.status} ${liste(dmp.reponse.output.patientlistData).length}`);
await sansIns();
await demographie('TD1.3a', 'CNSLT_DATA');
const autorises = await habilitations('listAuthorizationByPatient', `${HABILITATIONS}:listAuthorizationByPatient`, { mode: 'TOUTE' });
console.log(`TD1.6 ${autorises.reponse.output.status} ${liste(autorises.reponse.output.listOfAuthorizationByPatient).length}`);
await alimenter();
const entree = await chercher();
await consulter(entree);
await masquer(entree);
const { id } = (await chercher()).attributes;
await changerEtat('TD3.3d', id, APPROUVE, ARCHIVE);
await changerEtat('TD3.3d', id, ARCHIVE, APPROUVE);
await changerEtat('TD3.3c', id, APPROUVE, SUPPRIME);
