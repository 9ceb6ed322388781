"""Apache with mod_auth_openidc against the simulated Pro Santé Connect: code, PKCE, form_post, then the logout. Argument: a JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 at the first operation that fails.
"""

import os
import pathlib
import subprocess
import tempfile
import time
from urllib.parse import parse_qsl, urlsplit

import httpx

from page_psc import ICI, dire, exiger, se_connecter
from ports import port_libre

MODULES = "/usr/lib/apache2/modules"
PORT = port_libre()
ICI_MEME = f"http://127.0.0.1:{PORT}"


def reglages(d: pathlib.Path, mode: str) -> str:
    noms = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "headers", "mime", "dir"]
    charges = "\n".join(f"LoadModule {n}_module {MODULES}/mod_{n}.so" for n in noms)
    qui = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    return f"""{charges}
{qui}
ServerRoot {d}
DefaultRuntimeDir {d}
PidFile {d}/pid
ErrorLog {d}/erreurs
TypesConfig /dev/null
ServerName 127.0.0.1
Listen 127.0.0.1:{PORT}
DocumentRoot {d}/site
OIDCProviderMetadataURL {ICI["emetteur"]}/.well-known/wallet-openid-configuration
OIDCClientID {ICI["navigateur"]["id"]}
OIDCClientSecret {ICI["navigateur"]["secret"]}
OIDCRedirectURI {ICI_MEME}/retour
OIDCCryptoPassphrase une-phrase-d-essai
OIDCScope "openid scope_all"
OIDCAuthRequestParams acr_values=eidas1
OIDCPKCEMethod S256
OIDCResponseMode {mode}
OIDCCABundlePath {d}/ancres.pem
OIDCRemoteUserClaim preferred_username
<Location />
AuthType openid-connect
Require valid-user
Header set x-qui "expr=%{{REMOTE_USER}}"
Header set x-nom "%{{OIDC_CLAIM_family_name}}e"
</Location>
"""


def essayer(mode: str, operation: str):
    with tempfile.TemporaryDirectory() as dossier:
        d = pathlib.Path(dossier)
        d.chmod(0o755)
        (d / "site").mkdir()
        (d / "site/prive.html").write_text("privé", encoding="utf-8")
        (d / "ancres.pem").write_text(ICI["ancres"], encoding="utf-8")
        (d / "apache.conf").write_text(reglages(d, mode), encoding="utf-8")
        apache = subprocess.Popen(["apache2", "-X", "-f", str(d / "apache.conf")], env={**os.environ, "APACHE_RUN_DIR": dossier})
        try:
            passer(apache, d, mode, operation)
        finally:
            apache.terminate()
            apache.wait(timeout=20)


def passer(apache, d: pathlib.Path, mode: str, operation: str):
    journal = d / "erreurs"
    dit = lambda: journal.read_text(encoding="utf-8", errors="replace")[-2000:] if journal.exists() else ""
    with httpx.Client(follow_redirects=False) as web:
        for _ in range(100):
            exiger(apache.poll() is None, f"apache s'est arrêté : {dit()}")
            try:
                r = web.get(f"{ICI_MEME}/prive.html")
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        exiger(r.status_code == 302, f"départ : {r.status_code} {dit()}")
        if mode == "query":
            dire("decouverte.wallet")
        retour = urlsplit(se_connecter(r.headers["location"], ICI["identite"]))
        if mode == "form_post":
            r = web.post(f"{ICI_MEME}{retour.path}", data=dict(parse_qsl(retour.query)))
        else:
            r = web.get(f"{ICI_MEME}{retour.path}?{retour.query}")
        exiger(r.status_code == 302, f"retour : {r.status_code} {r.text[:300]} {dit()}")
        r = web.get(f"{ICI_MEME}/prive.html")
        exiger(r.status_code == 200 and r.headers["x-qui"].startswith(ICI["identite"]), f"page : {r.status_code} {r.headers} {dit()}")
        dire(operation)
        if mode == "form_post":
            return
        exiger(r.headers["x-nom"] == ICI["nom"], f"nom : {r.headers}")
        dire("userinfo")
        r = web.get(f"{ICI_MEME}/retour", params={"logout": f"{ICI_MEME}/psc/fin"})
        exiger(r.status_code == 302, f"sortie : {r.status_code} {dit()}")
        with httpx.Client(verify=str(d / "ancres.pem"), follow_redirects=False) as navigateur:
            fin = navigateur.get(r.headers["location"])
        exiger(fin.status_code == 302 and fin.headers["location"].startswith(f"{ICI_MEME}/psc/fin"), f"fin : {fin.status_code} {fin.text[:500]}")
        dire("deconnexion")


essayer("query", "code+pkce")
essayer("form_post", "form_post")
