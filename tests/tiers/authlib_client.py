"""Authlib and joserfc against the simulated Pro Santé Connect. Argument: a JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 at the first operation that fails.
"""

import ssl
import tempfile
from urllib.parse import parse_qs, urlsplit

import httpx
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import KeySet

from page_psc import ICI, dire, exiger, se_connecter



def contexte(certificat: bool) -> ssl.SSLContext:
    c = ssl.create_default_context(cadata=ICI["ancres"])
    if certificat:
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as f:
            f.write(ICI["certificat"] + "\n" + ICI["cle"])
            f.flush()
            c.load_cert_chain(f.name)
    return c


def client(qui: dict, methode: str, certificat=False, **plus) -> OAuth2Client:
    return OAuth2Client(
        client_id=qui["id"],
        client_secret=qui.get("secret"),
        token_endpoint_auth_method=methode,
        redirect_uri=qui["retour"],
        scope="openid scope_all",
        code_challenge_method="S256",
        verify=contexte(certificat),
        **plus,
    )


def connecter(c: OAuth2Client, metadonnees: dict, nonce: str, **plus) -> dict:
    verifieur = "v" * 64
    url, _ = c.create_authorization_url(
        metadonnees["authorization_endpoint"], code_verifier=verifieur, nonce=nonce, acr_values="eidas1", **plus
    )
    retour = se_connecter(url, ICI["identite"])
    return c.fetch_token(metadonnees["token_endpoint"], authorization_response=retour, code_verifier=verifieur)


with httpx.Client(verify=contexte(False)) as web:
    metadonnees = web.get(ICI["emetteur"] + "/.well-known/wallet-openid-configuration").json()
    dire("decouverte.wallet")
    cles = KeySet.import_key_set(web.get(metadonnees["jwks_uri"]).json())

secret = client(ICI["secret"], "client_secret_basic")
jetons = connecter(secret, metadonnees, "nonce-authlib-1")
dire("code+pkce")
lu = jwt.decode(jetons["id_token"], cles, algorithms=["RS256"])
jwt.JWTClaimsRegistry(
    iss={"essential": True, "value": ICI["emetteur"]},
    aud={"essential": True, "value": ICI["secret"]["id"]},
    nonce={"essential": True, "value": "nonce-authlib-1"},
).validate(lu.claims)
dire("id_token")
qui = secret.get(metadonnees["userinfo_endpoint"]).json()
exiger(qui["SubjectNameID"] == ICI["identite"] and qui["sub"] == lu.claims["sub"], "userinfo")
dire("userinfo")
ancien = jetons["access_token"]
neufs = secret.refresh_token(metadonnees["token_endpoint"], refresh_token=jetons["refresh_token"])
exiger(neufs["access_token"] != ancien, "jeton rafraîchi")
dire("rafraichissement")
vu = secret.introspect_token(metadonnees["introspection_endpoint"], token=neufs["access_token"]).json()
exiger(vu["active"] is True and vu["SubjectNameID"] == ICI["identite"], "introspection")
dire("introspection")
exiger(secret.revoke_token(metadonnees["revocation_endpoint"], token=neufs["refresh_token"]).status_code == 200, "révocation")
vu = secret.introspect_token(metadonnees["introspection_endpoint"], token=neufs["access_token"]).json()
exiger(vu == {"active": False}, "jeton révoqué encore vif")
dire("revocation")

connecter(client(ICI["secret"], "client_secret_post"), metadonnees, "nonce-authlib-2")
dire("client_secret_post")
privee = client(ICI["jwt"], "private_key_jwt")
privee.client_secret = ICI["jwt"]["cle"]
privee.register_client_auth_method(
    PrivateKeyJWT(metadonnees["token_endpoint"], headers={"kid": ICI["jwt"]["kid"]}, alg="RS256")
)
connecter(privee, metadonnees, "nonce-authlib-3")
dire("private_key_jwt")
lie = client(ICI["mtls"], "none", certificat=True)
jetons = connecter(lie, metadonnees, "nonce-authlib-4")
dire("tls_client_auth")
fin = lie.get(
    metadonnees["end_session_endpoint"],
    params={"id_token_hint": jetons["id_token"], "post_logout_redirect_uri": ICI["mtls"]["fin"], "state": "fin"},
    follow_redirects=False,
)
exiger(fin.status_code == 302 and parse_qs(urlsplit(fin.headers["location"]).query) == {"state": ["fin"]}, "déconnexion")
dire("deconnexion")
