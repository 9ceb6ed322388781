"""fhir.resources (typed models, R4B) over many resources. Argument: a JSON file, a list of them as text.

Prints a JSON list: for each, why the models refuse it, or null when they take it.
"""

import json
import sys

from fhir.resources.R4B import get_fhir_model_class


def juger(texte):
    try:
        objet = json.loads(texte)
        get_fhir_model_class(objet["resourceType"]).model_validate(objet)
    except Exception as e:  # noqa: BLE001 - whatever the library raises, it refused
        return str(e)[:300]
    return None


print(json.dumps([juger(t) for t in json.load(open(sys.argv[1], encoding="utf-8"))]))
