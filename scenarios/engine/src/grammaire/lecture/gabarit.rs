//! Templates: `{nom}` and `{nom.fait}` inside a text; `{{` is a brace.

use super::super::ast::{Gabarit, Morceau};
use super::super::erreur::court;
use super::super::yaml::{Noeud, Pos, Quoi};
use super::Lecteur;
use super::portee::est_nom;

impl Lecteur<'_> {
    /// The template of a scalar, every name in it checked.
    pub(super) fn gabarit(&mut self, noeud: &Noeud, quoi: &str) -> Option<Gabarit> {
        let texte = self.texte(noeud, quoi)?;
        Some(self.gabarit_de(noeud.pos, texte))
    }

    /// The template of a text.
    pub(super) fn gabarit_de(&mut self, pos: Pos, texte: &str) -> Gabarit {
        let morceaux = self.morceaux(pos, texte);
        for morceau in &morceaux {
            if let Morceau::Reference(nom, fait) = morceau {
                self.reference(pos, nom, fait.as_deref(), false);
            }
        }
        self.assembler(pos, texte, morceaux)
    }

    /// `"{patient}"`: the whole identity, alone.
    pub(super) fn identite(&mut self, noeud: &Noeud, quoi: &str) -> Option<Gabarit> {
        let texte = self.texte(noeud, quoi)?;
        let morceaux = self.morceaux(noeud.pos, texte);
        match morceaux.as_slice() {
            [Morceau::Reference(nom, None)] => self.reference(noeud.pos, nom, None, true),
            _ => {
                self.noms_vus(noeud);
                self.conseiller(
                    noeud.pos,
                    format!("{quoi} attend toute l'identité d'un patient"),
                    "écrivez \"{nom}\", un nom de « donnees »",
                );
            }
        }
        Some(self.assembler(noeud.pos, texte, morceaux))
    }

    fn assembler(&self, pos: Pos, texte: &str, morceaux: Vec<Morceau>) -> Gabarit {
        Gabarit {
            place: self.place(pos),
            brut: texte.to_owned(),
            morceaux,
        }
    }

    fn morceaux(&mut self, pos: Pos, texte: &str) -> Vec<Morceau> {
        let mut morceaux = Vec::new();
        let mut reste = texte;
        // What an escaped brace is: text, put with what precedes it.
        let mut tenu = String::new();
        while let Some(ouvre) = reste.find('{') {
            let (avant, suite) = (&reste[..ouvre], &reste[ouvre + 1..]);
            if let Some(apres) = suite.strip_prefix('{') {
                tenu.push_str(avant);
                tenu.push('{');
                reste = apres;
                continue;
            }
            let ferme = suite.find('}').unwrap_or(suite.len());
            let dedans = &suite[..ferme];
            let (nom, fait) = dedans.split_once('.').map_or((dedans, None), |(n, f)| (n, Some(f)));
            if ferme == suite.len() || !est_nom(nom) || fait.is_some_and(|f| f.is_empty() || f.contains(['{', ' '])) {
                let message = format!(
                    "accolade sans nom : « {{{}{} »",
                    court(dedans),
                    if ferme < suite.len() { "}" } else { "" }
                );
                self.conseiller(
                    pos,
                    message,
                    "on écrit {nom} ou {nom.fait}, sans espace ; une accolade seule s'écrit {{",
                );
                morceaux.push(Morceau::Texte(tenu + reste));
                return morceaux;
            }
            tenu.push_str(avant);
            if !tenu.is_empty() {
                morceaux.push(Morceau::Texte(std::mem::take(&mut tenu)));
            }
            morceaux.push(Morceau::Reference(nom.to_owned(), fait.map(str::to_owned)));
            reste = &suite[ferme + 1..];
        }
        tenu.push_str(reste);
        if !tenu.is_empty() || morceaux.is_empty() {
            morceaux.push(Morceau::Texte(tenu));
        }
        morceaux
    }

    /// What stands under a key that is itself wrong: the names in it count as used, so that one slip is one error.
    pub(super) fn noms_vus(&mut self, noeud: &Noeud) {
        match &noeud.quoi {
            Quoi::Texte { brut, .. } => {
                for suite in brut.replace("{{", "").split('{').skip(1) {
                    let nom = suite.split(['.', '}']).next().unwrap_or_default();
                    self.portee.vu(nom);
                }
            }
            Quoi::Liste(elements) => elements.iter().for_each(|e| self.noms_vus(e)),
            Quoi::Objet(paires) => {
                for (cle, valeur) in paires {
                    // `{patient}` without quotes is a mapping whose key is the name.
                    self.portee.vu(cle.texte.split('.').next().unwrap_or_default());
                    self.noms_vus(valeur);
                }
            }
        }
    }
}
