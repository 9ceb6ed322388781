// Keys of the reviewer, films at the instant of an étape, files sent in pieces. Everything else works without.
"use strict";

const ecrit = (e) => e.target.closest("input:not([type=checkbox]), textarea, select");

document.addEventListener("keydown", (e) => {
  const formulaire = document.querySelector("form.juger");
  if (e.key === "Escape" && ecrit(e)) { e.target.blur(); return; }
  if (e.key === "Enter" && e.ctrlKey && formulaire && e.target.name === "motif") {
    e.preventDefault();
    // As what the key that led here asked for; without one, nothing leaves.
    const voulu = formulaire.dataset.voulu;
    if (voulu) formulaire.querySelector(`button[data-touche="${voulu}"]`).click();
    return;
  }
  if (ecrit(e) || e.ctrlKey || e.altKey || e.metaKey) return;
  const etape = /^[1-9]$/.test(e.key) && document.querySelector(`input[data-etape="${e.key}"]`);
  if (etape) { etape.checked = !etape.checked; e.preventDefault(); return; }
  const cible = /^[a-z]$/.test(e.key) && document.querySelector(`[data-touche="${e.key}"]`);
  if (!cible) return;
  e.preventDefault();
  const motif = formulaire && formulaire.elements.motif;
  if (cible.tagName === "TEXTAREA") { cible.focus(); return; }
  if (["n", "q"].includes(e.key) && motif && !motif.value.trim()) { formulaire.dataset.voulu = e.key; motif.focus(); return; }
  cible.click();
});

document.addEventListener("click", (e) => {
  const lien = e.target.closest("a[data-film]");
  const film = lien && document.getElementById(lien.dataset.film);
  if (!film) return;
  e.preventDefault();
  film.currentTime = Number(lien.dataset.instant);
  film.play().catch(() => {});
});

// A file goes in pieces. What was acknowledged is never sent again: after a cut, or another sign-in, it goes on where it stood.
async function demander(adresse, options, dire) {
  for (let essai = 0; ; essai++) {
    try {
      const r = await fetch(adresse, { credentials: "same-origin", ...options });
      if (r.status < 500 || essai >= 4) return r;
    } catch (e) {
      if (essai >= 4) throw e;
    }
    dire(`Pas de réponse, nouvel essai (${essai + 1})…`);
    await new Promise((f) => setTimeout(f, 1000 * (essai + 1)));
  }
}

async function envoyer(formulaire, fichier, dire) {
  const jeton = formulaire.elements.jeton.value;
  const entetes = { "x-jeton": jeton, accept: "application/json" };
  const cle = `envoi ${formulaire.action} ${fichier.name} ${fichier.size} ${fichier.lastModified}`;
  let etat = null;
  const commence = sessionStorage.getItem(cle);
  if (commence) {
    const r = await demander(`/envois/${commence}`, { headers: entetes }, dire);
    if (r.ok) etat = await r.json();
    if (etat && etat.depose) etat = null;
  }
  if (!etat) {
    const corps = new URLSearchParams({ jeton, nom: fichier.name, taille: String(fichier.size) });
    const r = await demander(formulaire.dataset.envois, { method: "POST", body: corps, headers: entetes }, dire);
    if (!r.ok) throw new Error((await r.json()).dit);
    etat = await r.json();
    sessionStorage.setItem(cle, etat.envoi);
  }
  while (etat.recus < etat.taille) {
    dire(`${fichier.name} : ${Math.floor((100 * etat.recus) / etat.taille)} %`);
    const morceau = fichier.slice(etat.recus, etat.recus + etat.morceau_max);
    const r = await demander(`/envois/${etat.envoi}?debut=${etat.recus}`, { method: "PUT", body: morceau, headers: { ...entetes, "content-type": "application/octet-stream" } }, dire);
    if (r.status === 401) throw new Error("La session est finie : se reconnecter dans un autre onglet, puis renvoyer. Ce qui est arrivé est gardé.");
    if (!r.ok && r.status !== 409) throw new Error((await r.json()).dit);
    etat = await r.json();
  }
  return etat.envoi;
}

for (const formulaire of document.querySelectorAll("form.envoi")) {
  formulaire.addEventListener("submit", async (e) => {
    e.preventDefault();
    const dire = (t) => { formulaire.querySelector(".etat").textContent = t; };
    const bouton = formulaire.querySelector("button[type=submit]");
    bouton.disabled = true;
    try {
      for (const cache of formulaire.querySelectorAll("input[name=envoi]")) cache.remove();
      for (const fichier of formulaire.elements.fichier.files) {
        const cache = document.createElement("input");
        cache.type = "hidden";
        cache.name = "envoi";
        cache.value = await envoyer(formulaire, fichier, dire);
        formulaire.append(cache);
      }
      dire("Examen en cours…");
      formulaire.elements.fichier.disabled = true;
      formulaire.submit();
    } catch (erreur) {
      dire(erreur.message || "L'envoi s'est arrêté : renvoyer le même fichier, il repart d'où il en était.");
      bouton.disabled = false;
    }
  });
}
