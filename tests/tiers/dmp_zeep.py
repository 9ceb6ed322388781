"""zeep, made from the WSDLs of the simulated DMP, plays every transaction.

Argument: a JSON file that says where the WSDLs are, where to send, and about whom. Prints « transaction résultat », a line each.
"""

import json
import pathlib
import sys
import uuid

import requests
import zeep
from lxml import etree

ici = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
session = requests.Session()
session.trust_env = False
session.verify = ici["ancres"]
session.cert = (ici["certificat"], ici["cle"])

RACINE = "1.2.250.1.999.1"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSA = "http://www.w3.org/2005/08/addressing"
RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"
LCM = "{urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0}"
XDS = "{urn:ihe:iti:xds-b:2007}"
APPROUVE = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"
ARCHIVE = "urn:asip:ci-sis:2010:StatusType:Archived"
SUPPRIME = "urn:asip:ci-sis:2010:StatusType:Deleted"
CX = f"{ici['ins']}^^^&{ici['oid']}&ISO^NH"


class Service:
    """A contract of the DMP: its client, and its operations at the address where messages go."""

    def __init__(self, chemin, wsdl, liaison):
        transport = zeep.Transport(session=session)
        self.client = zeep.Client(f"{ici['wsdl']}/{chemin}?{wsdl}", transport=transport)
        self.operations = self.client.create_service(liaison, f"{ici['adresse']}/{chemin}")

    def appeler(self, operation, adressage=None, /, **quoi):
        # The contract of the real services of habilitations and of the list says no WS-Addressing action: whoever calls them adds it.
        entetes = [securite(operation)]
        if adressage:
            entetes += [element("Action", adressage), element("MessageID", f"urn:uuid:{uuid.uuid4()}")]
        return self.operations[operation](_soapheaders=entetes, **quoi)


def element(nom, texte):
    noeud = etree.Element(f"{{{WSA}}}{nom}")
    noeud.text = texte
    return noeud


def securite(operation):
    """A patient is searched by traits by a centre de régulation alone."""
    noeud = etree.Element(f"{{{WSSE}}}Security")
    vihf = "vihf_regulation" if operation == "findCandidatesQuery" else "vihf"
    noeud.append(etree.parse(ici[vihf]).getroot())
    return noeud


patients = Service("patients", "wsdl", "{asip:ci-sis:gdp:2010}GDP_Binding_Soap12")
recherche = Service("patients", "wsdl=recherche", "{urn:ihe:iti:pdqv3:2007}PDQSupplier_Binding_Soap12")
liste = Service("patients", "wsdl=liste", "{urn:si-dmp-patients}PatientSpecificEndPointImplServiceSoapBinding")
habilitations = Service("habilitations", "wsdl", "{urn:si-dmp-habilitations}HabilitationsEndPointImplServiceSoapBinding")
depot = Service("repository", "wsdl", "{urn:ihe:iti:xds-b:2007}DocumentRepository_Binding")
registre = Service("registry", "wsdl", "{urn:ihe:iti:xds-b:2007}DocumentRegistry_Binding_Soap12")


def appareil(oid, nom, genre):
    device = {"id": {"root": oid}, "softwareName": {"_value_1": nom}, "classCode": "DEV", "determinerCode": "INSTANCE"}
    return {"device": device, "typeCode": genre}


def interaction(nom, acte):
    return {
        "ITSVersion": "XML_1.0",
        "id": {"root": f"{RACINE}.5", "extension": str(uuid.uuid4())},
        "creationTime": {"value": "20260115090000"},
        "interactionId": {"root": "2.16.840.1.113883.1.6", "extension": nom},
        "processingCode": {"code": "D"},
        "processingModeCode": {"code": "T"},
        "acceptAckCode": {"code": "AL"},
        "receiver": [appareil("1.2.250.1.213.4.1.1.1", "DMP", "RCV")],
        "sender": appareil(RACINE, "zeep", "SND"),
        "controlActProcess": {"classCode": "CACT", "moodCode": "EVN", **acte},
    }


def question(parametres):
    quoi = {"queryId": {"root": f"{RACINE}.6", "extension": "z1"}, "statusCode": {"code": "new"}, "parameterList": parametres}
    return {"queryByParameter": quoi}


def demographie(transaction, raison):
    ins = {"value": [{"root": ici["oid"], "extension": ici["ins"]}], "semanticsText": {"_value_1": "Patient.id"}}
    acte = {"reasonCode": [{"code": raison, "codeSystem": "1.2.250.1.213.1.1.4.11"}], **question({"patientIdentifier": [ins]})}
    reponse = patients.appeler("PatientGetDemographics_PRPA_IN201307UV02", **interaction("PRPA_IN201307UV02", acte))
    acte = reponse.controlActProcess
    patient = acte.subject[0].registrationEvent.subject1.patient
    observations = [o.administrativeObservation for o in patient.subjectOf]
    dit = [f"{o.code.code}={str(o.value.value).lower()}" for o in observations]
    print(transaction, acte.queryAck.queryResponseCode.code, patient.statusCode.code, *dit)


def sans_ins():
    nom = {"value": [{"_value_1": [{"family": {"_value_1": ici["nom"]}}]}], "semanticsText": {"_value_1": "LivingSubject.name"}}
    acte = {"code": {"code": "PRPA_TE201305UV02", "codeSystem": "2.16.840.1.113883.1.6"}, **question({"livingSubjectName": [nom]})}
    reponse = recherche.appeler("findCandidatesQuery", **interaction("PRPA_IN201305UV02", acte))
    acte = reponse.controlActProcess
    print("TD0.5", acte.queryAck.queryResponseCode.code, len(acte.subject))


def slot(nom, *valeurs):
    return {"name": nom, "ValueList": {"Value": list(valeurs)}}


def texte(valeur):
    return {"LocalizedString": [{"value": valeur, "charset": "UTF8", "{http://www.w3.org/XML/1998/namespace}lang": "FR"}]}


def code(objet, schema, valeur, systeme, dit=None):
    return {
        "id": f"urn:uuid:{uuid.uuid4()}",
        "classifiedObject": objet,
        "classificationScheme": f"urn:uuid:{schema}",
        "nodeRepresentation": valeur,
        "Slot": [slot("codingScheme", systeme)],
        "Name": texte(dit or valeur),
    }


def lot():
    """A submission set that brings no document."""
    nom = "Lot01"
    auteur = {
        "id": "auteur",
        "classifiedObject": nom,
        "classificationScheme": "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d",
        "nodeRepresentation": "",
        "Slot": [slot(cle, valeur) for cle, valeur in ici["auteur"].items()],
    }
    noeud = {"id": "noeud", "classifiedObject": nom, "classificationNode": "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"}
    identifiants = [
        ("6b5aea1a-874d-4603-a4bc-96a0a7b38446", CX, "patientId"),
        ("554ac39e-e3fe-47fe-b233-965d2a147832", RACINE, "sourceId"),
        ("96fdda7c-d067-4183-912e-bf5ee74998a8", f"2.25.{uuid.uuid4().int}", "uniqueId"),
    ]
    return {
        "id": nom,
        "Slot": [slot("submissionTime", "20260115090000")],
        "Name": texte("Gestion"),
        "Classification": [auteur, code(nom, "aa543740-bdda-424e-8c96-df4873be8500", "04", "1.2.250.1.213.2.2"), noeud],
        "ExternalIdentifier": [
            {
                "id": f"ei-{quoi}",
                "registryObject": nom,
                "identificationScheme": f"urn:uuid:{schema}",
                "value": valeur,
                "Name": texte(f"XDSSubmissionSet.{quoi}"),
            }
            for schema, valeur, quoi in identifiants
        ],
    }


def soumettre(transaction, genre, cible, slots, *objets):
    association = {
        "id": "association",
        "associationType": genre,
        "sourceObject": "Lot01",
        "targetObject": cible,
        "Slot": [slot(*s) for s in slots],
    }
    contenu = [{"RegistryPackage": lot()}, *objets, {"Association": association}]
    reponse = registre.appeler("DocumentRegistry_UpdateDocumentSet", RegistryObjectList={"_value_1": contenu})
    print(transaction, statut(reponse))


def statut(reponse):
    erreurs = reponse.RegistryErrorList.RegistryError if reponse.RegistryErrorList else []
    return " ".join([reponse.status.rsplit(":", 1)[1], *(e.errorCode for e in erreurs)])


def changer_etat(transaction, entree, de, vers):
    genre = "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus"
    soumettre(transaction, genre, entree, [("OriginalStatus", de), ("NewStatus", vers)])


def chercher():
    slots = [slot("$XDSDocumentEntryPatientId", f"'{CX}'"), slot("$XDSDocumentEntryStatus", f"('{APPROUVE}')")]
    reponse = registre.appeler(
        "DocumentRegistry_RegistryStoredQuery",
        ResponseOption={"returnType": "LeafClass", "returnComposedObjects": True},
        AdhocQuery={"id": "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d", "Slot": slots},
    )
    trouves = [o["ExtrinsicObject"] for o in reponse.RegistryObjectList._value_1 if "ExtrinsicObject" in o]
    print("TD3.1", statut(reponse), len(trouves))
    return trouves[0]


def unique(entree):
    schema = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"
    return next(e.value for e in entree.ExternalIdentifier if e.identificationScheme == schema)


def consulter(entree):
    entrepot = next(s for s in entree.Slot if s.name == "repositoryUniqueId").ValueList.Value[0]
    demande = {"RepositoryUniqueId": entrepot, "DocumentUniqueId": unique(entree)}
    reponse = depot.appeler("DocumentRepository_RetrieveDocumentSet", DocumentRequest=[demande])
    rendu = reponse.DocumentResponse[0]
    print("TD3.2", statut(reponse.RegistryResponse), rendu.mimeType, len(rendu.Document))


def masquer(entree):
    """The entry as it was read, and one code more."""
    version = entree.VersionInfo.versionName
    entree.id = "Document01"
    classifications = entree.Classification
    masque = code("Document01", "f4f85eac-e6cb-4883-b524-f2705394840f", "MASQUE_PS", "1.2.250.1.213.1.1.4.13", "Masqué aux professionnels")
    for classification in classifications:
        classification.classifiedObject = "Document01"
    for identifiant in entree.ExternalIdentifier:
        identifiant.registryObject = "Document01"
    entree.Classification = [*classifications, masque]
    slots = [("SubmissionSetStatus", "Original"), ("PreviousVersion", version)]
    genre = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
    soumettre("TD3.3a", genre, "Document01", slots, {"ExtrinsicObject": entree})


def alimenter():
    """The lot of the test, read by zeep as the types of the WSDL have it, then written by it."""
    texte_du_lot = etree.parse(ici["lot"]).getroot()
    demande = depot.client.get_element(f"{LCM}SubmitObjectsRequest").parse(
        texte_du_lot.find(f"{LCM}SubmitObjectsRequest"), depot.client.wsdl.types
    )
    documents = [
        {"_value_1": pathlib.Path(chemin).read_bytes(), "id": joint.get("id")}
        for chemin, joint in zip(ici["documents"], texte_du_lot.findall(f"{XDS}Document"))
    ]
    reponse = depot.appeler("DocumentRepository_ProvideAndRegisterDocumentSet-b", SubmitObjectsRequest=demande, Document=documents)
    print("TD2.1", statut(reponse))


HABILITATIONS = "urn:si-dmp-habilitations:HabilitationsEndPoint"
demographie("TD0.2", "TEST_EXST")
reponse = habilitations.appeler("setAuthorization", f"{HABILITATIONS}:setAuthorization", action="AJOUT")
print("TD0.3", reponse.status)
reponse = liste.appeler(
    "patientList", "urn:si-dmp-patients:PatientSpecificEndPoint:patientList", startDate="20200101000000", dateType="LASTDOC"
)
print("TD0.4", reponse.status, len(reponse.patientlistData))
sans_ins()
demographie("TD1.3a", "CNSLT_DATA")
reponse = habilitations.appeler("listAuthorizationByPatient", f"{HABILITATIONS}:listAuthorizationByPatient", mode="TOUTE")
print("TD1.6", reponse.status, len(reponse.listOfAuthorizationByPatient))
alimenter()
entree = chercher()
consulter(entree)
masquer(entree)
entree = chercher().id
changer_etat("TD3.3d", entree, APPROUVE, ARCHIVE)
changer_etat("TD3.3d", entree, ARCHIVE, APPROUVE)
changer_etat("TD3.3c", entree, APPROUVE, SUPPRIME)
