"""JavaMail against the MSSanté operator of the bench: tells `CourrielJavaMail.java` where it is, and runs it. Argument: a JSON file that says where it
is.

Prints « operation résultat », a line each; exits 1 when one failed.
"""

import pathlib
import subprocess
import sys

from courriel import BIOLOGISTE, ICI, MACHINE, MOT, PRESCRIPTEUR, RACCORDEMENT, fichier, jeton

# Where Debian puts them (libmail-java, and what it wants).
BIBLIOTHEQUES = [f"/usr/share/java/{nom}.jar" for nom in ("javax.mail", "javax.activation")]
dit = {
    **{nom: url for nom, url in ICI["points"].items() if nom.startswith("mssante.")},
    "raccordement": RACCORDEMENT,
    "biologiste": BIOLOGISTE["adresse"],
    "prescripteur": PRESCRIPTEUR["adresse"],
    "machine": MACHINE["adresse"],
    "mot": MOT,
    "jeton": jeton(BIOLOGISTE["identite"]),
}
proprietes = fichier("ici.properties", "".join(f"{nom} = {valeur}\n" for nom, valeur in dit.items()))
source = pathlib.Path(__file__).with_name("CourrielJavaMail.java")
sys.exit(subprocess.run(["java", "-Dfile.encoding=UTF-8", "-cp", ":".join(BIBLIOTHEQUES), source, proprietes]).returncode)
