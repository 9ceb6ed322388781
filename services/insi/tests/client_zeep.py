"""A third-party SOAP client, made by zeep from the WSDL of the simulated INSi.

Arguments: WSDL URL, CA bundle, client certificate, client key. Prints one line per call.
"""

import datetime
import sys
import uuid

import requests
import zeep
from lxml import etree

wsdl, ancres, certificat, cle = sys.argv[1:]
session = requests.Session()
session.trust_env = False
session.verify = ancres
session.cert = (certificat, cle)
client = zeep.Client(wsdl, transport=zeep.Transport(session=session))

LPS = "{urn:siram:lps:ctxlps}ContexteLPS"
BAM = "{urn:siram:bam:ctxbam}ContexteBAM"
WSA = "{http://www.w3.org/2005/08/addressing}"


def entetes(idam, operation="rechercherInsAvecTraitsIdentite", couverture=None):
    temps = datetime.datetime.now(datetime.timezone.utc)
    message = f"uuid:{uuid.uuid4()}"
    produit = {"IDAM": {"_value_1": idam, "R": "4"}, "Version": "1.0", "Instance": str(uuid.uuid4()), "Nom": "zeep"}
    action = etree.Element(f"{WSA}Action")
    action.text = f"urn:ServiceIdentiteCertifiee:1.0.0:{operation}"
    return [
        client.get_element(LPS)(Id=str(uuid.uuid4()), Temps=temps, Emetteur="1999900038", LPS=produit, Version="01_00"),
        client.get_element(BAM)(Id=str(uuid.uuid4()), Temps=temps, COUVERTURE=couverture or {}, Version="01_02"),
        client.get_element(f"{WSA}MessageID")(message),
        action,
    ]


def chercher(nom, prenom, sexe, date, idam="BN17SG26LA01"):
    appel = client.service.rechercherInsAvecTraitsIdentite
    return appel(NomNaissance=nom, Prenom=[prenom], Sexe=sexe, DateNaissance=date, _soapheaders=entetes(idam))


trouve = chercher("ADRDEUX", "LAURENT", "M", "1981-01-01")
ins = trouve.INDIVIDU.INSACTIF.IdIndividu
print(trouve.CR.CodeCR, trouve.CR.LibelleCR, ins.NumIdentifiant, ins.Cle, trouve.INDIVIDU.TIQ.ListePrenom)
inconnu = chercher("PERSONNE", "PERSONNE", "M", "1981-01-01")
print(inconnu.CR.CodeCR, inconnu.CR.LibelleCR)
try:
    chercher("ADRDEUX", "LAURENT", "M", "1981-01-01", idam="BN17SG26LA99")
except zeep.exceptions.Fault as faute:
    erreur = faute.detail.find("{urn:siram}Erreur")
    print("faute", erreur.get("code"), faute.subcodes[0].localname)
numero = {"NumIdentifiant": "2770763220829", "Cle": "10"}
couverture = {"ASSURE": {"Id": {"Num": "2770763220829", "Cle": "10"}}, "BENEFICIAIRE": {"DateNai": "1977-07-14", "Rang": 1}}
lue = client.service.rechercherInsAvecCarteVitale(
    MatriculeIndividu=numero,
    DateNaissance="1977-07-14",
    RangNaissance="1",
    _soapheaders=entetes("BN17SG26LA01", "rechercherInsAvecCarteVitale", couverture),
)
print(lue.CR.CodeCR, lue.INDIVIDU.INSACTIF.IdIndividu.NumIdentifiant, lue.INDIVIDU.TIQ.ListePrenom)
try:
    client.service.rechercherInsAvecTraitsIdentite(
        NomNaissance="ADRDEUX", Prenom=["LAURENT"], Sexe="M", DateNaissance="1981-01-01", _soapheaders=[]
    )
except zeep.exceptions.Fault as faute:
    print("faute", faute.detail.find("{urn:siram}Erreur").get("code"), faute.subcodes[0].localname)
