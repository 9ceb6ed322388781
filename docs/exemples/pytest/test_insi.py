"""Un essai à reprendre : votre logiciel à la place de urllib."""

import json
import ssl
import urllib.error
import urllib.request

import pytest


def test_insi_rend_son_contrat_a_la_structure(banc):
    with urllib.request.urlopen(banc.points["insi.tlsm"] + "?wsdl", context=banc.tls("org-insi-auto")) as reponse:
        assert b"definitions" in reponse.read()


def test_un_certificat_expire_est_refuse_et_le_banc_dit_pourquoi(banc):
    with pytest.raises((ssl.SSLError, urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(banc.points["insi.tlsm"] + "?wsdl", context=banc.tls("org-insi-auto-expire"))
    assert "certificat client expiré" in banc.commande("journal")


def test_banc_json_ouvre_le_plan_de_controle(banc):
    acces = json.loads(banc.acces.read_text())
    demande = urllib.request.Request(acces["controle"] + "/banc/etat", headers={"Authorization": "Bearer " + acces["jeton"]})
    with urllib.request.urlopen(demande, context=banc.tls()) as reponse:
        assert {s["nom"] for s in json.load(reponse)["services"]} >= {"insi", "dmp", "psc", "annuaire", "mssante"}
