"""The manifests of `docker/kubernetes`, rendered, then each document against the schemas of Kubernetes (PyPI's `kubernetes-validate`), and what schemas do not
hold: what is named exists, what must be shut is shut.

Prints a line for each document; exits 1 at the end when one is wrong, 77 without `kubernetes-validate`. Argument: another version of Kubernetes (`1.31`).
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tomllib

try:
    import kubernetes_validate
    import yaml
except ImportError:
    print("SAUTÉ : kubernetes-validate absent (pip install kubernetes-validate)")
    sys.exit(77)

DOSSIER = pathlib.Path(__file__).resolve().parents[2] / "docker/kubernetes"
fautes = []


def dire(quoi: str, defauts: list):
    print(f"{'✗' if defauts else '✓'} {quoi}", *(f"\n    {d}" for d in defauts), sep="")
    fautes.extend(defauts)


def documents(texte: str) -> list:
    return [d for d in yaml.safe_load_all(texte) if d]


def nom(d: dict) -> str:
    m = d.get("metadata", {})
    return f"{d.get('kind')} {m.get('name') or m.get('generateName', '?')}"


def kustomization() -> tuple:
    """Chaque ressource et chaque fichier que nomme la kustomization existe. Rend les ressources telles qu'écrites, ce qui est engendré, les images."""
    k = yaml.safe_load((DOSSIER / "kustomization.yaml").read_text(encoding="utf-8"))
    nommes = list(k["resources"])
    for g in k.get("configMapGenerator", []) + k.get("secretGenerator", []):
        nommes += [f.rpartition("=")[2] for f in g.get("files", []) + g.get("envs", [])]
    dire("kustomization.yaml : " + ", ".join(nommes), [f"{n} n'existe pas" for n in nommes if not (DOSSIER / n).is_file()])
    generes = [g["name"] for g in k.get("configMapGenerator", []) + k.get("secretGenerator", [])]
    return [d for r in k["resources"] for d in documents((DOSSIER / r).read_text(encoding="utf-8"))], generes, {i["name"] for i in k["images"]}


def rendus():
    """Ce que kustomize en fait, quand il est là."""
    for commande in (["kustomize", "build"], ["kubectl", "kustomize"]):
        if shutil.which(commande[0]):
            fini = subprocess.run([*commande, DOSSIER], capture_output=True, text=True)
            dire(f"rendue par {' '.join(commande)}", [] if fini.returncode == 0 else [fini.stderr.strip()])
            return documents(fini.stdout)
    print("· kustomize absent : les ressources sont jugées telles qu'écrites")
    return None


def valider(d: dict, version: str):
    try:
        vue = kubernetes_validate.validate(d, version, strict=True)
        dire(f"{nom(d)} : {d['apiVersion']}, Kubernetes {vue}", [])
    except kubernetes_validate.ValidationError as e:
        dire(nom(d), [f"{'.'.join(map(str, e.path))} : {e.message}"])
    except (kubernetes_validate.SchemaNotFoundError, IndexError):
        dire(nom(d), [f"kubernetes-validate n'a pas de schéma pour {d['apiVersion']} {d['kind']} de Kubernetes {version}"])


def pods(ds: list):
    for d in ds:
        if d["kind"] in ("StatefulSet", "Deployment", "Job"):
            yield d, d["spec"]["template"]["spec"]


def serre(pod: dict) -> list:
    """Ce qu'un pod ne doit pas pouvoir."""
    manques, contexte = [], pod.get("securityContext", {})
    if not contexte.get("runAsNonRoot") or contexte.get("runAsUser") != 10001:
        manques.append("runAsNonRoot, 10001")
    if contexte.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        manques.append("seccompProfile RuntimeDefault")
    if pod.get("automountServiceAccountToken") is not False:
        manques.append("automountServiceAccountToken: false")
    for c in pod.get("initContainers", []) + pod["containers"]:
        s = c.get("securityContext", {})
        if not s.get("readOnlyRootFilesystem") or s.get("allowPrivilegeEscalation") is not False or s.get("capabilities", {}).get("drop") != ["ALL"]:
            manques.append(f"{c['name']} : readOnlyRootFilesystem, allowPrivilegeEscalation: false, drop ALL")
        if not c.get("resources", {}).get("limits", {}).get("memory") or not c["resources"].get("requests"):
            manques.append(f"{c['name']} : resources")
    return manques


def references(pod: dict, donnes: list, claims: set) -> list:
    """Volumes montés, ConfigMap et Secret nommés : chacun existe, ou est dit à créer."""
    volumes = {v["name"] for v in pod.get("volumes", [])} | claims
    manques = []
    for c in pod.get("initContainers", []) + pod["containers"]:
        manques += [f"{c['name']} monte {m['name']}, qui n'est pas un volume" for m in c.get("volumeMounts", []) if m["name"] not in volumes]
        secrets = [e["valueFrom"]["secretKeyRef"]["name"] for e in c.get("env", []) if "secretKeyRef" in e.get("valueFrom", {})]
        manques += [f"{c['name']} lit le secret {s}, que rien ne donne" for s in secrets if s not in donnes]
    for v in pod.get("volumes", []):
        source = v.get("configMap", {}).get("name") or v.get("secret", {}).get("secretName")
        if source and source not in donnes:
            manques.append(f"le volume {v['name']} vient de {source}, que rien ne donne")
    return manques


def reglages():
    """Les fichiers que lisent le banc et le mandataire."""
    banc = tomllib.loads((DOSSIER / "banc.toml").read_text(encoding="utf-8"))
    defauts = [] if "{point}" in banc.get("noms", "") and banc.get("controle", {}).get("tls") else ["noms, ou controle.tls, manque"]
    plan = json.loads((DOSSIER / "ports.json").read_text(encoding="utf-8"))
    points = {p for p in banc["ports"] if not p.startswith("igc.")}
    defauts += [f"le plan des ports de {e} n'a pas les points de banc.toml" for e, p in plan.items() if set(p) != points]
    tous = [p for e in plan.values() for p in e.values()] + [int(a.rpartition(":")[2]) for a in banc["ports"].values()]
    defauts += [] if len(set(tous)) == len(tous) else ["un port est pris deux fois"]
    dire(f"banc.toml et ports.json : {len(plan)} espaces, {len(points)} points", defauts)
    haproxy = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if not haproxy:
        print("· haproxy absent : haproxy.cfg n'est pas lu")
        return
    # Warnings: the names of the cluster are known in the cluster only.
    fini = subprocess.run([haproxy, "-c", "-f", DOSSIER / "haproxy.cfg"], capture_output=True, text=True)
    dire("haproxy.cfg, lu par haproxy", [] if fini.returncode == 0 else [fini.stderr.strip()])


def main():
    version = sys.argv[1] if len(sys.argv) > 1 else kubernetes_validate.latest_version()
    ecrits, generes, images = kustomization()
    rendu = rendus()
    seul = documents((DOSSIER / "deplacer.yaml").read_text(encoding="utf-8"))
    for d in (ecrits if rendu is None else rendu) + seul:
        valider(d, version)
    # Made by hand, as `bancs.yaml` says: the keys are nobody else's.
    donnes = [*generes, "igc"]
    for d, pod in pods(ecrits + seul):
        claims = {c["metadata"]["name"] for c in d["spec"].get("volumeClaimTemplates", [])}
        inconnues = [c["image"] for c in pod.get("initContainers", []) + pod["containers"] if d not in seul and c["image"] not in images]
        dire(f"{nom(d)} : fermé, et rien n'y manque", serre(pod) + references(pod, donnes, claims) + [f"image {i} absente de la kustomization" for i in inconnues])
    reglages()
    print(f"{len(fautes)} faute(s)" if fautes else "Tout est juste.")
    sys.exit(1 if fautes else 0)


if __name__ == "__main__":
    main()
