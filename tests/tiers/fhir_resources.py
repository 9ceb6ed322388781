"""fhir.resources (typed models) over the answers of the simulated directory. Argument: a JSON file that says where it is.

Prints « type ok », a line each; exits 1 at the first answer that the models refuse. Its models are R4B: the five resources of the
directory are the same in R4, whose own definitions `fhir_valider.mjs` applies.
"""

import json
import ssl
import sys
import time

import httpx
from fhir.resources.R4B import get_fhir_model_class

ICI = json.load(open(sys.argv[1], encoding="utf-8"))


def modele(objet):
    """The models refuse what they do not know; they do not know `resourceType` of R4 releases other than theirs."""
    return get_fhir_model_class(objet["resourceType"]).model_validate(objet)


try:
    modele({"resourceType": "Practitioner", "active": "peut-être", "nom": "x"})
except Exception:  # noqa: BLE001 - whatever the library raises, it refused
    pass
else:
    raise SystemExit("les modèles acceptent une ressource fausse")

with httpx.Client(
    verify=ssl.create_default_context(cadata=ICI["ancres"]), headers={"ESANTE-API-KEY": ICI["cle_api"]}, timeout=30
) as web:

    def lire(url):
        time.sleep(0.08)  # seventeen requests a second are allowed
        r = web.get(url if url.startswith("http") else f"{ICI['annuaire']}/{url}")
        r.raise_for_status()
        return r.json()

    for genre in ("Practitioner", "PractitionerRole", "Organization", "HealthcareService", "Device"):
        page, lues = lire(f"{genre}?_count=10"), 0
        while page:
            lues += len(modele(page).entry or [])
            suite = [lien["url"] for lien in page["link"] if lien["relation"] == "next"]
            page = lire(suite[0]) if suite else None
        if not lues:
            raise SystemExit(f"{genre} : aucune ressource")
        print(genre, "ok", flush=True)
    trouves = lire("Practitioner?identifier=" + ICI["rpps"])
    noms = [n.family for e in modele(trouves).entry for n in e.resource.name]
    if noms != [ICI["nom"]]:
        raise SystemExit(f"recherche par RPPS : {noms}")
    print("recherche ok")
    modele(lire("metadata"))
    print("CapabilityStatement ok")
