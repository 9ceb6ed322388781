"""fhirpy as a client of the simulated directory. Argument: a JSON file that says where it is.

Prints « opération ok », a line each; exits 1 at the first answer that is not the one waited for.
"""

import json
import pathlib
import sys
import time

from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import ForbiddenError, OperationOutcome

ICI = json.load(open(sys.argv[1], encoding="utf-8"))
ANCRES = pathlib.Path(sys.argv[1]).with_name("ancres.pem")
ANCRES.write_text(ICI["ancres"], encoding="utf-8")

annuaire = SyncFHIRClient(
    ICI["annuaire"], extra_headers={"ESANTE-API-KEY": ICI["cle_api"]}, requests_config={"verify": str(ANCRES)}
)


def exiger(vrai, quoi):
    if not vrai:
        raise SystemExit(quoi)
    print(quoi, "ok", flush=True)


def attendre(quoi):
    time.sleep(0.08)  # seventeen requests a second are allowed
    return quoi


capacites = attendre(annuaire).execute("metadata", method="get")
exiger(capacites["fhirVersion"] == "4.0.1", "CapabilityStatement")
praticien = attendre(annuaire).resources("Practitioner").search(identifier=ICI["rpps"]).get()
exiger(praticien["name"][0]["text"] == f"{ICI['nom']} {ICI['prenom']}", "recherche par RPPS")
lu = attendre(annuaire).reference("Practitioner", praticien.id).to_resource()
exiger(lu.serialize() == praticien.serialize(), "lecture")
tous = attendre(annuaire).resources("Organization").limit(5).fetch_all()
exiger(len({o.id for o in tous}) == len(tous) > 10, "pages suivies")
lieu = next(o for o in tous if any(i["value"] == ICI["structure"] for i in o["identifier"]))
roles = attendre(annuaire).resources("PractitionerRole").search(**{"organization.identifier": ICI["structure"]}).fetch()
exiger(roles and all(r["organization"].id == lieu.id for r in roles), "recherche chaînée")
melange = attendre(annuaire).resources("Practitioner").search(identifier=ICI["rpps"]).revinclude(
    "PractitionerRole", "practitioner"
)
genres = {e["resource"]["resourceType"] for e in melange.fetch_raw()["entry"]}
exiger(genres == {"Practitioner", "PractitionerRole"}, "_revinclude")
try:
    attendre(annuaire).resources("Practitioner").search(birthdate="1980-01-01").fetch()
except OperationOutcome as refus:
    dit = refus.resource["issue"][0]["diagnostics"]
    if dit != "Parameter birthdate not found for resource Practitioner":
        raise SystemExit(dit)
    print("paramètre inconnu", "OperationOutcome")
else:
    raise SystemExit("un paramètre inconnu est accepté")
# What it posts is JSON: the directory takes forms alone.
try:
    attendre(annuaire).execute("Practitioner/_search", method="post", data={"identifier": ICI["rpps"]})
except ForbiddenError:
    print("POST _search en JSON", 403)
else:
    raise SystemExit("un POST _search en JSON est répondu")
