// Lines that come, and copies. Everything else works without it.
"use strict";
const MAX = 500;
const corps = document.getElementById("lignes");
if (corps && corps.dataset.flux) {
  const etat = document.getElementById("etat");
  const pause = document.getElementById("pause");
  const mots = corps.dataset;
  let nouvelles = 0, attente = [], suspendu = false;
  const poser = (html) => {
    const modele = document.createElement("template");
    modele.innerHTML = html;
    corps.prepend(modele.content);
    while (corps.children.length > MAX) corps.lastElementChild.remove();
  };
  const dire = () => {
    etat.textContent = suspendu
      ? `${attente.length} en attente.`
      : `${nouvelles} ${nouvelles > 1 ? mots.plusieurs ?? "nouveaux échanges" : mots.un ?? "nouvel échange"} depuis l'ouverture.`;
  };
  const flux = new EventSource(corps.dataset.flux);
  flux.addEventListener("ligne", (e) => {
    if (suspendu) attente.push(e.data);
    else { nouvelles += 1; poser(e.data); }
    if (attente.length > MAX) attente.shift();
    dire();
  });
  flux.addEventListener("error", () => { etat.textContent = "Le banc ne répond plus : la page se rebranchera d'elle-même."; });
  flux.addEventListener("open", () => { if (nouvelles) dire(); });
  pause.hidden = false;
  pause.addEventListener("click", () => {
    suspendu = !suspendu;
    pause.setAttribute("aria-pressed", String(suspendu));
    if (!suspendu) { nouvelles += attente.length; attente.forEach(poser); attente = []; }
    dire();
  });
}
for (const bouton of document.querySelectorAll("[data-copier]")) {
  if (!navigator.clipboard) continue;
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(bouton.dataset.copier).textContent);
    bouton.textContent = "Copié";
  });
}
