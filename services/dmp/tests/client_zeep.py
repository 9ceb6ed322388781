"""A third-party SOAP client, made by zeep from the WSDLs of the simulated DMP.

Arguments: base URL, folder of the files (certificates, VIHF, lot), INS of somebody, INS of nobody. Prints one line per call.
"""

import pathlib
import sys

import requests
import zeep
from lxml import etree

base, dossier, connu, inconnu = sys.argv[1:]
dossier = pathlib.Path(dossier)
session = requests.Session()
session.trust_env = False
session.verify = str(dossier / "ancres.pem")
session.cert = (str(dossier / "client.pem"), str(dossier / "cle.pem"))
patients = zeep.Client(f"{base}/patients?wsdl", transport=zeep.Transport(session=session))
depots = zeep.Client(f"{base}/repository?wsdl", transport=zeep.Transport(session=session))

OID = "1.2.250.1.213.1.4.10"
RACINE = "1.2.250.1.999.1"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
LCM = "{urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0}"
XDS = "{urn:ihe:iti:xds-b:2007}"


def entetes(vihf):
    securite = etree.Element(f"{{{WSSE}}}Security")
    securite.append(etree.fromstring((dossier / vihf).read_bytes()))
    return [securite]


def appareil(oid, nom):
    device = {"id": {"root": oid}, "softwareName": {"_value_1": nom}, "classCode": "DEV", "determinerCode": "INSTANCE"}
    return {"device": device}


def existe(ins, vihf):
    reponse = patients.service.PatientGetDemographics_PRPA_IN201307UV02(
        ITSVersion="XML_1.0",
        id={"root": f"{RACINE}.5", "extension": "z1"},
        creationTime={"value": "20260115090000"},
        interactionId={"root": "2.16.840.1.113883.1.6", "extension": "PRPA_IN201307UV02"},
        processingCode={"code": "D"},
        processingModeCode={"code": "T"},
        acceptAckCode={"code": "AL"},
        receiver=[{**appareil("1.2.250.1.213.4.1.1.1", "DMP"), "typeCode": "RCV"}],
        sender={**appareil(RACINE, "zeep"), "typeCode": "SND"},
        controlActProcess={
            "classCode": "CACT",
            "moodCode": "EVN",
            "reasonCode": [{"code": "TEST_EXST", "codeSystem": "1.2.250.1.213.1.1.4.11"}],
            "queryByParameter": {
                "queryId": {"root": f"{RACINE}.6", "extension": "z2"},
                "statusCode": {"code": "new"},
                "parameterList": {
                    "patientIdentifier": [
                        {"value": [{"root": OID, "extension": ins}], "semanticsText": {"_value_1": "Patient.id"}}
                    ]
                },
            },
        },
        _soapheaders=entetes(vihf),
    )
    acte = reponse.controlActProcess
    dit = ["existe", acte.queryAck.queryResponseCode.code]
    if acte.subject:
        dit.append(acte.subject[0].registrationEvent.subject1.patient.statusCode.code)
        dit.append(reponse.attentionLine[0].value.code)
    print(*dit)


def deposer(vihf):
    # The lot, read by zeep as the types of the WSDL have it, then written by it.
    lot = etree.fromstring((dossier / "lot.xml").read_bytes())
    element = depots.get_element(f"{LCM}SubmitObjectsRequest")
    demande = element.parse(lot.find(f"{LCM}SubmitObjectsRequest"), depots.wsdl.types)
    fichiers = ["document.xml", "signature.xml"]
    documents = [
        {"_value_1": (dossier / fichier).read_bytes(), "id": joint.get("id")}
        for fichier, joint in zip(fichiers, lot.findall(f"{XDS}Document"))
    ]
    appel = depots.service["DocumentRepository_ProvideAndRegisterDocumentSet-b"]
    reponse = appel(SubmitObjectsRequest=demande, Document=documents, _soapheaders=entetes(vihf))
    erreurs = reponse.RegistryErrorList.RegistryError if reponse.RegistryErrorList else []
    codes = [erreur.errorCode for erreur in erreurs]
    print("depot", reponse.status.rsplit(":", 1)[1], *codes[:1])


existe(connu, "vihf.xml")
existe(inconnu, "vihf-personne.xml")
deposer("vihf.xml")
deposer("vihf.xml")
try:
    existe(connu, "vihf-personne.xml")
except zeep.exceptions.Fault as faute:
    print("faute", faute.subcodes[0].localname)
