"""fhirclient (SMART, typed models) as a client of the simulated directory. Argument: a JSON file that says where it is.

Prints « opération ok », a line each; exits 1 at the first answer that is not the one waited for.
"""

import json
import pathlib
import sys
import time

from fhirclient import client
from fhirclient.models.organization import Organization
from fhirclient.models.practitioner import Practitioner
from fhirclient.models.practitionerrole import PractitionerRole
from requests.exceptions import HTTPError

ICI = json.load(open(sys.argv[1], encoding="utf-8"))
ANCRES = pathlib.Path(sys.argv[1]).with_name("ancres.pem")
ANCRES.write_text(ICI["ancres"], encoding="utf-8")

serveur = client.FHIRClient(settings={"app_id": "banc", "api_base": ICI["annuaire"]}).server
serveur.session.trust_env = False  # the authorities that the environment names would take the place of ours
serveur.session.verify = str(ANCRES)
serveur.session.headers["ESANTE-API-KEY"] = ICI["cle_api"]


def exiger(vrai, quoi):
    if not vrai:
        raise SystemExit(quoi)
    print(quoi, "ok", flush=True)


def chercher(genre, **criteres):
    """Every resource, page after page, as the library follows them."""
    time.sleep(0.08)  # seventeen requests a second are allowed
    return list(genre.where(struct=criteres).perform_resources_iter(serveur))


exiger(serveur.capabilityStatement.fhirVersion == "4.0.1", "CapabilityStatement")
(praticien,) = chercher(Practitioner, identifier=ICI["rpps"])
exiger(praticien.name[0].text == f"{ICI['nom']} {ICI['prenom']}", "recherche par RPPS")
time.sleep(0.08)
lu = Practitioner.read(praticien.id, serveur)
exiger(lu.as_json() == praticien.as_json(), "lecture")
tous = chercher(Organization, _count="5")
ids = {o.id for o in tous}
exiger(len(ids) == len(tous) > 10, "pages suivies")
roles = chercher(PractitionerRole, **{"organization.identifier": ICI["structure"]})
lieu = {o.id for o in tous if any(i.value == ICI["structure"] for i in o.identifier)}
exiger(roles and {r.organization.reference.split("/")[-1] for r in roles} == lieu, "recherche chaînée")
melange = chercher(Practitioner, identifier=ICI["rpps"], _revinclude="PractitionerRole:practitioner")
exiger({r.resource_type for r in melange} == {"Practitioner", "PractitionerRole"}, "_revinclude")
try:
    chercher(Practitioner, birthdate="1980-01-01")
except HTTPError as refus:
    dit = refus.response.json()["issue"][0]["diagnostics"]
    if dit != "Parameter birthdate not found for resource Practitioner":
        raise SystemExit(dit)
    print("paramètre inconnu", refus.response.status_code)
else:
    raise SystemExit("un paramètre inconnu est accepté")
