"""Reads the examples of docs/exemples/ci: the service that each declares, and the shell steps that its runner would play."""

import re

import yaml


class Etape:
    """A shell script, as one call of the runner's shell."""

    def __init__(self, role, texte, shell, variables=None, condition="success()"):
        self.role, self.texte, self.shell, self.variables, self.condition = role, texte, shell, variables or {}, condition


# How each runner calls the shell.
GITLAB = ["bash", "-eo", "pipefail", "-c"]
GITHUB = ["bash", "-e", "-c"]
JENKINS = ["sh", "-xe", "-c"]


class Exemple:
    """What there is to play: `service` (arguments, environment) is None where the steps start it themselves."""

    def __init__(self, nom, service, variables, etapes, artefacts):
        self.nom, self.service, self.variables, self.etapes, self.artefacts = nom, service, variables, etapes, artefacts


def gitlab(texte):
    ci = yaml.safe_load(texte)
    travail, dit = ci["segur"], ci["commentaire"]
    (service,) = travail["services"]
    variables = ci["variables"]
    assert service["alias"] == variables["SEGUR_BENCH_HOTE"], "le service ne répond pas au nom que ses certificats portent"
    assert travail["artifacts"]["when"] == "always", "les artefacts ne sont pas toujours gardés"
    assert travail["artifacts"]["reports"]["junit"] == "resultats/junit.xml"
    assert "allow_failure" not in travail, "un travail pas joué serait vert"
    assert dit["rules"][0]["when"] == "always" and dit["needs"] == ["segur"]
    *comparer, poser = dit["script"]
    etapes = [
        Etape("campagne", "\n".join(travail["script"]), GITLAB),
        Etape("apres", "\n".join(travail["after_script"]), GITLAB, condition="always()"),
        Etape("comparer", "\n".join(comparer), GITLAB, condition="always()"),
        Etape("poser", poser, GITLAB, condition="always()"),
    ]
    return Exemple("gitlab-ci.yml", (service["command"], variables), variables, etapes, travail["artifacts"]["paths"])


def github(texte):
    travail = yaml.safe_load(texte)["jobs"]["segur"]
    service = travail["services"]["banc"]
    assert "4100:4100" in service["ports"]
    roles = {"Jouer la campagne": "campagne", "Comparer au dernier dossier de la branche visée": "comparer", "Poser le commentaire": "poser"}
    etapes, artefacts = [], []
    for e in travail["steps"]:
        if "run" in e:
            condition = e.get("if", "success()")
            etapes.append(Etape(roles.get(e["name"], e["name"]), e["run"], GITHUB, e.get("env"), condition))
        elif e["uses"].startswith("actions/upload-artifact@"):
            assert e["if"] == "always()", "les artefacts ne sont pas toujours gardés"
            artefacts = e["with"]["path"].split()
        else:
            assert e["uses"].startswith("actions/checkout@"), e["uses"]
    assert artefacts and {e.role for e in etapes} >= set(roles.values()), "une étape manque"
    return Exemple("github-actions.yml", ([], service["env"]), travail["env"], etapes, artefacts)


def jenkins(texte):
    """No Groovy here: the blocks of `sh` between triple quotes, in their order, and the environment that is a plain string."""
    blocs = re.findall(r"\bsh(?: |\(returnStatus: true, script: )'''(.*?)'''", texte, re.S)
    assert texte.count("'''") == 2 * len(blocs), "un bloc sh n'est pas lu"
    # As Groovy reads it: an escaped end of line is none.
    blocs = [b.replace("\\\n", "") for b in blocs]
    assert not any("\\" in b for b in blocs), "Groovy lirait cette barre oblique inverse"
    roles = ["banc", "candidat", "campagne", "apres", "comparer", "poser"]
    assert len(blocs) == len(roles), "%d blocs sh, %d attendus" % (len(blocs), len(roles))
    assert re.search(r"if \(code == 1\) \{\s*unstable\(.*?\} else if \(code != 0\) \{\s*error\(", texte, re.S), "1 et 2 ne sont pas distingués"
    assert texte.index("post {") < texte.index("always {") < texte.index("archiveArtifacts"), "les artefacts ne sont pas toujours gardés"
    variables = dict(re.findall(r"^    ([A-Z_]+) = '([^']*)'", texte, re.M))
    artefacts = re.search(r"archiveArtifacts artifacts: '([^']+)'", texte)[1].split(", ")
    toujours = {"apres", "comparer", "poser"}
    etapes = [Etape(r, b, JENKINS, condition="always()" if r in toujours else "success()") for r, b in zip(roles, blocs)]
    return Exemple("Jenkinsfile", None, variables, etapes, artefacts)


EXEMPLES = {"gitlab-ci.yml": gitlab, "github-actions.yml": github, "Jenkinsfile": jenkins}
