"""Ce que Saxon dit des expressions de ../donnees/table.tsv.

    python verifier.py            compare la table avec Saxon
    python verifier.py ecrire     écrit sur la sortie une table dont les valeurs sont celles de Saxon
"""

import pathlib
import re
import sys

from saxonche import PySaxonProcessor

DONNEES = pathlib.Path(__file__).parent.parent / "donnees"
ESPACES = {"a": "urn:a", "b": "urn:b", "fn": "http://www.w3.org/2005/xpath-functions", "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
XS = "Q{http://www.w3.org/2001/XMLSchema}"
DEVANT = {"decimal": "dec ", "double": "dbl ", "float": "dbl ", "dateTime": "dateTime ", "date": "date "}


def atome(a):
    t = a.primitive_type_name.removeprefix(XS)
    if t in ("string", "anyURI", "untypedAtomic"):
        return {"string": "", "anyURI": "uri", "untypedAtomic": "?"}[t] + f"'{a.string_value}'"
    if t == "QName":
        return "QName " + a.string_value
    if t == "decimal" and "." not in a.string_value:
        return a.string_value
    return DEVANT.get(t, "") + a.string_value


def noeud(n):
    genre = n.node_kind_str
    if genre == "document":
        return "doc"
    if genre == "element":
        nom = re.sub(r"^Q\{.*?\}", "", n.name)
        ident = n.get_attribute_value("id")
        return f"<{nom}>" + (f"#{ident}" if ident else "")
    if genre == "attribute":
        return f"@{re.sub(r'^Q[{].*?[}]', '', n.name)}='{n.string_value}'"
    if genre == "processing-instruction":
        return f"pi {n.name}"
    return f"{genre}'{n.string_value}'"


def evaluer(xpath, expression):
    try:
        v = xpath.evaluate(expression)
    except Exception as e:  # noqa: BLE001
        code = re.search(r"[A-Z]{4}\d{4}", str(e))
        return "! " + (code.group(0) if code else "")
    if v is None or v.size == 0:
        return "()"
    items = [v.item_at(i) for i in range(v.size)]
    return " , ".join(atome(i.get_atomic_value()) if i.is_atomic else noeud(i.get_node_value()) for i in items)


def main():
    lignes = (DONNEES / "table.tsv").read_text(encoding="utf-8").splitlines()
    ecarts = 0
    with PySaxonProcessor(license=False) as saxon:
        document = saxon.parse_xml(xml_file_name=str(DONNEES / "document.xml"))
        for ligne in lignes:
            if not ligne or ligne.startswith("#"):
                if "ecrire" in sys.argv:
                    print(ligne)
                continue
            expression, attendu, *autrement = ligne.split("\t")
            xpath = saxon.new_xpath_processor()
            xpath.set_language_version("2.0")
            xpath.set_context(xdm_item=document)
            for prefixe, uri in ESPACES.items():
                xpath.declare_namespace(prefixe, uri)
            vu = evaluer(xpath, expression)
            if "ecrire" in sys.argv:
                print(f"{expression}\t{attendu if autrement else vu}" + "".join(f"\t{a}" for a in autrement))
            elif not autrement and vu != attendu and not (vu.startswith("!") and attendu.startswith("!")):
                ecarts += 1
                print(f"{expression}\n    table {attendu}\n    Saxon {vu}")
    if "ecrire" not in sys.argv:
        print(f"{len(lignes)} lignes, {ecarts} écarts")


main()
