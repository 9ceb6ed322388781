//! One étape.

use segur_model::etape::NumeroIllisible;
use segur_model::vocabulaire::{self, ACTES};
use segur_model::{Issue, Numero};

use super::super::ast::{Etape, Faire, Gabarit, Pour};
use super::super::erreur::court;
use super::super::grandeurs;
use super::super::yaml::{Noeud, Pos, Quoi};
use super::Lecteur;
use super::portee::Nature;

/// Keys of an étape.
const CLES_ETAPE: &[&str] = &[
    "etape",
    "prealable",
    "par",
    "si",
    "pour",
    "banc",
    "faire",
    "avec",
    "issue",
    "observer",
    "voir",
    "preuves",
];

/// A repetition beyond this is a slip, not a scenario.
const REPETITIONS_MAX: u32 = 1_000;

/// The numbers given above an étape, and whether their étapes have a condition. Each sort goes up on its own, and they may interleave.
#[derive(Debug, Default)]
pub(crate) struct Derniers(Vec<(Numero, bool)>);

impl Derniers {
    /// Whether an étape may have this number after those above; it is then one of them.
    pub(crate) fn passer(&mut self, numero: Numero, si: bool) -> bool {
        let admis = self.refuse(numero, si).is_none();
        self.0.push((numero, si));
        admis
    }

    /// The last number of this sort, when an étape may not have this one any more. An étape of the référentiel that takes several acts
    /// is written several times, and two ways of playing it, each under its condition, may cut it otherwise.
    fn refuse(&self, numero: Numero, si: bool) -> Option<u32> {
        let siens = || self.0.iter().filter(|(n, _)| n.sorte == numero.sorte);
        let repete = numero.est_rem() && siens().any(|(n, _)| *n == numero);
        let passes = siens().filter(|(n, sous_condition)| n.a >= numero.de && !(numero.est_rem() && si && *sous_condition));
        let passe = passes.map(|(n, _)| n.a).max();
        passe.filter(|_| !repete)
    }
}

impl Lecteur<'_> {
    /// Reads an étape; `derniers` are the numbers given above it.
    pub(super) fn etape(&mut self, noeud: &Noeud, derniers: &mut Derniers) -> Etape {
        self.cles_connues(noeud, "une étape", CLES_ETAPE);
        let lu = self.numero(noeud, derniers);
        if let Some(n) = lu {
            derniers.0.push((n, noeud.champ("si").is_some()));
        }
        let prealable = noeud.champ("prealable").and_then(|n| self.accord(n, "« prealable »"));
        let par = noeud.champ("par").and_then(|n| {
            let nom = self.texte(n, "« par »")?;
            self.acteur(n.pos, nom);
            Some(nom.to_owned())
        });
        let si = self.condition(noeud.champ("si"));
        let pour = noeud.champ("pour").and_then(|n| self.pour(n));
        if noeud.champ("banc").is_some() || noeud.champ("faire").is_some() {
            self.portee.ouvrir_fenetre();
        }
        let etape = Etape {
            place: self.place(noeud.pos),
            // A scenario with an unreadable number is never played.
            numero: lu.unwrap_or(Numero::rem(0, 0)),
            prealable,
            par,
            si,
            banc: self.actions(noeud.champ("banc"), "« banc »"),
            faire: self.faire(noeud),
            observer: self.observations(noeud.champ("observer")),
            voir: self.phrases(noeud.champ("voir"), "voir"),
            preuves: self.preuves(noeud.champ("preuves")),
            pour: pour.as_ref().map(|(pour, _)| pour.clone()),
        };
        if let Some((pour, pos)) = pour
            && !self.portee.oublier(&pour.variable)
        {
            self.conseiller(
                pos,
                format!("la variable « {} » n'est jamais utilisée", pour.variable),
                format!("écrivez {{{}}} dans l'étape", pour.variable),
            );
        }
        let contenu = ["banc", "faire", "avec", "issue", "observer", "voir", "preuves"];
        if matches!(noeud.quoi, Quoi::Objet(_)) && !contenu.iter().any(|cle| noeud.champ(cle).is_some()) {
            self.conseiller(noeud.pos, "cette étape est vide", "elle doit faire, observer ou voir quelque chose");
        }
        etape
    }

    fn numero(&mut self, noeud: &Noeud, derniers: &Derniers) -> Option<Numero> {
        let champ = self.requis(noeud, "une étape", "etape")?;
        let texte = self.texte(champ, "« etape »")?;
        let Ok(numero) = texte.parse::<Numero>() else {
            self.conseiller(
                champ.pos,
                format!("numéro d'étape illisible : « {} »", court(texte)),
                NumeroIllisible.to_string(),
            );
            return None;
        };
        if let Some(dernier) = derniers.refuse(numero, noeud.champ("si").is_some()) {
            let (ici, la) = (
                Numero { a: numero.de, ..numero },
                Numero {
                    de: dernier,
                    a: dernier,
                    ..numero
                },
            );
            self.conseiller(
                champ.pos,
                format!("l'étape {ici} est déjà passée : on en est à la {la}"),
                "les étapes d'une même sorte (1, p1, b1) vont en croissant",
            );
            return None;
        }
        Some(numero)
    }

    fn accord(&mut self, noeud: &Noeud, quoi: &str) -> Option<bool> {
        match self.texte(noeud, quoi)? {
            "oui" => Some(true),
            "non" => Some(false),
            mot => {
                let message = format!("{quoi} est oui ou non, pas « {} »", court(mot));
                self.inconnu(noeud.pos, message, mot, ["oui", "non"]);
                None
            }
        }
    }

    fn pour(&mut self, noeud: &Noeud) -> Option<(Pour, Pos)> {
        let [(cle, valeur)] = self.paires(noeud, "« pour »") else {
            if matches!(noeud.quoi, Quoi::Objet(_)) {
                self.conseiller(noeud.pos, "« pour » donne une seule variable, et son étendue", "pour: { n: 1..3 }");
            }
            return None;
        };
        let texte = self.texte(valeur, "« pour »")?;
        match grandeurs::etendue(texte) {
            Err(conseil) => {
                self.conseiller(valeur.pos, format!("étendue illisible : « {} »", court(texte)), conseil);
                None
            }
            Ok((de, a)) if a - de >= REPETITIONS_MAX => {
                self.dire(valeur.pos, format!("une étape se répète {REPETITIONS_MAX} fois au plus"));
                None
            }
            Ok((de, a)) => {
                self.declarer(cle.pos, &cle.texte, Nature::Variable);
                Some((
                    Pour {
                        variable: cle.texte.clone(),
                        de,
                        a,
                    },
                    cle.pos,
                ))
            }
        }
    }

    fn faire(&mut self, noeud: &Noeud) -> Option<Faire> {
        let Some(champ) = noeud.champ("faire") else {
            for cle in ["avec", "issue"] {
                if let Some(orphelin) = noeud.champ(cle) {
                    self.conseiller(
                        orphelin.pos,
                        format!("« {cle} » sans « faire »"),
                        "dites d'abord quel acte est demandé",
                    );
                }
            }
            return None;
        };
        let issue = noeud.champ("issue").and_then(|n| match self.texte(n, "« issue »")? {
            "fait" => Some(Issue::Fait),
            "refuse" => Some(Issue::Refuse),
            mot => {
                self.inconnu(n.pos, format!("« {} » n'est pas une issue", court(mot)), mot, ["fait", "refuse"]);
                None
            }
        });
        let nom = self.texte(champ, "« faire »")?;
        let Some(acte) = vocabulaire::acte(nom) else {
            self.inconnu(
                champ.pos,
                format!("« {} » n'est pas un acte", court(nom)),
                nom,
                ACTES.iter().map(|a| a.nom),
            );
            if let Some(avec) = noeud.champ("avec") {
                self.noms_vus(avec);
            }
            return None;
        };
        let avec = self.parametres(champ.pos, noeud.champ("avec"), acte.parametres, &format!("« {nom} »"));
        self.portee.repondre(acte.fichiers);
        Some(Faire {
            place: self.place(champ.pos),
            acte: nom.to_owned(),
            avec,
            issue,
        })
    }

    /// The sentences of `voir` or of `contexte`.
    pub(super) fn phrases(&mut self, noeud: Option<&Noeud>, cle: &str) -> Vec<Gabarit> {
        let elements = noeud.map(|n| self.liste(n, &format!("« {cle} »"))).unwrap_or_default();
        let quoi = format!("une phrase de « {cle} »");
        elements.iter().filter_map(|e| self.gabarit(e, &quoi)).collect()
    }
}
