"""Le banc dans un conteneur, pour des essais pytest : démarré une fois, à des ports libres, jeté à la fin.

    pip install -r exigences.txt && pytest
L'image : segur-bench:dev (docker/construire), ou celle de SEGUR_BENCH_IMAGE. Le moteur est sur cette machine.
"""

import io
import json
import os
import pathlib
import secrets
import socket
import ssl
import tarfile
from dataclasses import dataclass

import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import ExecWaitStrategy

POINTS = """insi.tlsm insi.lps dmp.lps annuaire.fhir annuaire.extraction psc.auth psc.edc psc.proxy psc.wallet igc.crl mssante.web
mssante.soumission mssante.smtps mssante.imap mssante.imaps mssante.relais""".split()


@dataclass
class Banc:
    """Ce qu'un essai veut savoir du banc."""

    points: dict  # {"insi.tlsm": "https://localhost:…/lps"}
    acces: pathlib.Path  # banc.json, pour « segur-bench run --banc »
    certificats: pathlib.Path  # confiance.pem, org-insi-auto.pem…
    conteneur: DockerContainer

    def tls(self, identite=None):
        """Un contexte TLS qui croit le banc, et présente cette identité (org-insi-auto, org-auth-cli…)."""
        contexte = ssl.create_default_context(cafile=self.certificats / "confiance.pem")
        if identite:
            contexte.load_cert_chain(self.certificats / f"{identite}.pem", self.certificats / f"{identite}.cle.pem")
        return contexte

    def commande(self, *arguments):
        """La sortie de « segur-bench … --banc » ; un échec est une erreur."""
        return commande(self.conteneur, *arguments)


def commande(conteneur, *arguments):
    vu = conteneur.exec(["/segur-bench", *arguments, "--banc", "/donnees/banc.json"])
    if vu.exit_code != 0:
        raise RuntimeError(f"segur-bench {arguments[0]} sort en {vu.exit_code} : {vu.output.decode()}")
    return vu.output.decode()


def ports_libres(combien):
    """Tenus ensemble, pour qu'ils diffèrent, puis rendus au banc."""
    prises = [socket.create_server(("", 0)) for _ in range(combien)]
    ports = [p.getsockname()[1] for p in prises]
    for p in prises:
        p.close()
    return ports


def prendre(conteneur, chemin, dossier):
    flux, _ = conteneur.get_wrapped_container().get_archive(chemin)
    with tarfile.open(fileobj=io.BytesIO(b"".join(flux))) as tar:
        tar.extractall(dossier, filter="data")
    return dossier / pathlib.PurePosixPath(chemin).name


@pytest.fixture(scope="session")
def banc(tmp_path_factory):
    # Les adresses que le banc annonce disent ses ports : ils sont les mêmes dehors et dedans.
    controle, *ports = ports_libres(1 + len(POINTS))
    reglages = [f'[controle]\nadresse = "0.0.0.0:{controle}"\njeton-env = "SEGUR_BENCH_JETON"\n[ports]']
    reglages += [f'"{point}" = "0.0.0.0:{port}"' for point, port in zip(POINTS, ports)]
    conteneur = DockerContainer(os.environ.get("SEGUR_BENCH_IMAGE", "segur-bench:dev"))
    conteneur.with_env("SEGUR_BENCH_JETON", secrets.token_hex(16))
    conteneur.with_copy_into_container("\n".join(reglages).encode(), "/etc/segur-bench/banc.toml")
    for port in [controle, *ports]:
        conteneur.with_bind_ports(port, port)
    conteneur.waiting_for(ExecWaitStrategy(["/segur-bench", "sante", "--banc", "/donnees/banc.json"]))
    with conteneur:
        dossier = tmp_path_factory.mktemp("segur")
        commande(conteneur, "raccordement", "--dans", "/tmp/raccordement")
        yield Banc(
            points=json.loads(commande(conteneur, "raccordement", "--format", "json"))["points"],
            acces=prendre(conteneur, "/donnees/banc.json", dossier),
            certificats=prendre(conteneur, "/tmp/raccordement", dossier),
            conteneur=conteneur,
        )
