"""pyoidc (the package `oic`) against the simulated Pro Santé Connect. Argument: a JSON file that says where it is.

Prints « operation résultat », a line each; exits 1 at the first operation that fails.
"""

import tempfile

from oic.oic import Client
from oic.oic.message import AuthorizationResponse, RegistrationResponse
from oic.utils.authn.client import CLIENT_AUTHN_METHOD
from oic.utils.settings import OicClientSettings

from page_psc import ICI, dire, exiger, se_connecter

ANCRES = tempfile.NamedTemporaryFile("w", suffix=".pem")
ANCRES.write(ICI["ancres"])
ANCRES.flush()


client = Client(client_id=ICI["secret"]["id"], client_authn_method=CLIENT_AUTHN_METHOD, settings=OicClientSettings(verify_ssl=ANCRES.name))
client.provider_config(ICI["emetteur"])
# The standard document names Keycloak: that of Pro Santé Connect says where the wallet is.
fiche = client.http_request(ICI["emetteur"] + "/.well-known/wallet-openid-configuration").json()
client.handle_provider_config(type(client.provider_info)(**fiche), ICI["emetteur"])
client.authorization_endpoint = fiche["authorization_endpoint"]
dire("decouverte.standard")
dire("decouverte.wallet")
client.store_registration_info(RegistrationResponse(client_id=ICI["secret"]["id"], client_secret=ICI["secret"]["secret"]))

etat, nonce = "etat-pyoidc-0123456789", "nonce-pyoidc-0123456789"
for mode, operation in [("query", "code"), ("form_post", "form_post")]:
    demande = client.construct_AuthorizationRequest(
        request_args={
            "client_id": client.client_id,
            "response_type": "code",
            "response_mode": mode,
            "scope": ["openid", "scope_all"],
            "acr_values": ["eidas1"],
            "state": etat,
            "nonce": nonce,
            "redirect_uri": ICI["secret"]["retour"],
        }
    )
    retour = se_connecter(demande.request(client.authorization_endpoint), ICI["identite"])
    recu = client.parse_response(AuthorizationResponse, info=retour.split("?", 1)[1], sformat="urlencoded")
    jetons = client.do_access_token_request(
        state=recu["state"],
        request_args={"code": recu["code"], "redirect_uri": ICI["secret"]["retour"]},
        authn_method="client_secret_basic",
    )
    exiger("id_token" in jetons and jetons["id_token"]["nonce"] == nonce, f"jetons : {jetons}")
    dire(operation)
dire("id_token")
qui = client.do_user_info_request(state=etat)
exiger(qui["SubjectNameID"] == ICI["identite"], f"userinfo : {qui}")
dire("userinfo")
neufs = client.do_access_token_refresh(state=etat, authn_method="client_secret_basic")
exiger("access_token" in neufs, f"rafraîchissement : {neufs}")
dire("rafraichissement")
