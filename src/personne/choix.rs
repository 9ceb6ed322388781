//! Which scenario is next: chapters, and the scenarios of one.

use std::fmt;

use segur_engine::pilotes::{Avancement, ChapitreAJouer, Choix};
use segur_model::francais::suggerer;

/// What is shown.
pub(super) struct Menu<'a> {
    chapitres: &'a [ChapitreAJouer],
    /// The chapter that the person is in.
    courant: Option<&'a ChapitreAJouer>,
}

/// What was chosen.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reponse {
    /// This scenario.
    Scenario(String),
    /// This scenario has no object.
    SansObjet(String),
    /// This chapter; `None`: the list of chapters.
    Chapitre(Option<String>),
    /// Another person takes the place.
    Testeur,
    /// Enough for today.
    Quitter,
    /// What cannot be understood.
    Inconnue(String),
}

impl<'a> Menu<'a> {
    /// The scenarios of a chapter, or the chapters.
    pub(super) fn nouveau(chapitres: &'a [ChapitreAJouer], courant: Option<&str>) -> Self {
        let courant = courant.and_then(|n| chapitres.iter().find(|c| c.nom == n));
        Self {
            chapitres,
            // One chapter is no choice.
            courant: courant.or_else(|| chapitres.first().filter(|_| chapitres.len() == 1)),
        }
    }

    /// What Enter chooses: what is under way, else the first that nobody began, in this chapter first.
    fn suite(&self) -> Option<&'a Choix> {
        let tous = || self.courant.into_iter().chain(self.chapitres).flat_map(|c| &c.scenarios);
        tous()
            .find(|c| c.avancement == Avancement::Entame)
            .or_else(|| tous().find(|c| c.avancement == Avancement::AJouer))
    }

    /// The question.
    pub(super) fn question(&self) -> String {
        let suite = self.suite().map_or(String::new(), |s| format!("Entrée : {}, ", s.numero));
        if self.courant.is_some() && self.chapitres.len() > 1 {
            format!("N° de la liste ou de scénario, {suite}[s] N° : sans objet, [c]hapitres, [t]esteur, [q]uitter :")
        } else {
            format!("N° de la liste ou de scénario, {suite}[s] N° : sans objet, [t]esteur, [q]uitter :")
        }
    }

    /// What an answer means.
    pub(super) fn lire(&self, reponse: &str) -> Reponse {
        match reponse.to_lowercase().as_str() {
            "" => return self.suite().map_or(Reponse::Quitter, |s| Reponse::Scenario(s.numero.clone())),
            "q" => return Reponse::Quitter,
            "t" => return Reponse::Testeur,
            "c" => return Reponse::Chapitre(None),
            _ => {}
        }
        if let Some(quoi) = reponse.strip_prefix("s ") {
            return match self.lire(quoi.trim()) {
                Reponse::Scenario(numero) if !quoi.trim().is_empty() => Reponse::SansObjet(numero),
                Reponse::Inconnue(dit) => Reponse::Inconnue(dit),
                _ => Reponse::Inconnue("Écrivez s et le numéro du scénario qui n'a pas d'objet.".to_owned()),
            };
        }
        if let Ok(n) = reponse.parse::<usize>() {
            let rang = n.checked_sub(1);
            let trouve = match self.courant {
                Some(c) => rang.and_then(|r| c.scenarios.get(r)).map(|s| Reponse::Scenario(s.numero.clone())),
                None => rang
                    .and_then(|r| self.chapitres.get(r))
                    .map(|c| Reponse::Chapitre(Some(c.nom.clone()))),
            };
            return trouve.unwrap_or_else(|| Reponse::Inconnue(format!("« {n} » n'est pas dans la liste.")));
        }
        let tous = || self.chapitres.iter().flat_map(|c| &c.scenarios);
        let meme = |s: &&Choix| s.numero.eq_ignore_ascii_case(reponse);
        match tous().find(meme) {
            Some(s) => Reponse::Scenario(s.numero.clone()),
            None => Reponse::Inconnue(format!(
                "« {reponse} » n'est pas un scénario à jouer{}",
                suggerer(reponse, tous().map(|s| s.numero.as_str()))
            )),
        }
    }
}

impl fmt::Display for Menu<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let finis = |c: &ChapitreAJouer| c.scenarios.iter().filter(|s| s.avancement == Avancement::Fini).count();
        match self.courant {
            None => {
                writeln!(f, "Chapitres (scénarios joués / à jouer en tout) :")?;
                for (i, c) in self.chapitres.iter().enumerate() {
                    writeln!(f, "  {:>3}. {} ({}/{})", i + 1, c.nom, finis(c), c.scenarios.len())?;
                }
            }
            Some(c) => {
                writeln!(f, "{} ({}/{}) — ✓ joué, … commencé :", c.nom, finis(c), c.scenarios.len())?;
                for (i, s) in c.scenarios.iter().enumerate() {
                    let marque = match s.avancement {
                        Avancement::Fini => "✓",
                        Avancement::Entame => "…",
                        Avancement::AJouer => " ",
                    };
                    let titre: String = s.titre.chars().take(90).collect();
                    writeln!(f, "  {:>3}. {marque} {:<20} {titre}", i + 1, s.numero)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapitres() -> Vec<ChapitreAJouer> {
        let s = |numero: &str, avancement| Choix {
            numero: numero.to_owned(),
            titre: "t".to_owned(),
            avancement,
        };
        vec![
            ChapitreAJouer {
                nom: "INS".to_owned(),
                scenarios: vec![s("INS/1.01", Avancement::Fini), s("INS/1.02", Avancement::AJouer)],
            },
            ChapitreAJouer {
                nom: "MSS".to_owned(),
                scenarios: vec![s("MSS/1.01", Avancement::AJouer), s("MSS/1.02", Avancement::Entame)],
            },
        ]
    }

    #[test]
    fn a_person_goes_where_they_want() {
        let c = chapitres();
        let m = Menu::nouveau(&c, None);
        let scenario = |n: &str| Reponse::Scenario(n.to_owned());
        assert_eq!(m.lire(""), scenario("MSS/1.02"), "what is under way first");
        assert_eq!(m.lire("1"), Reponse::Chapitre(Some("INS".to_owned())));
        assert_eq!(m.lire("mss/1.01"), scenario("MSS/1.01"));
        assert!(matches!(m.lire("3"), Reponse::Inconnue(_)));
        assert!(matches!(m.lire("0"), Reponse::Inconnue(_)));
        assert!(matches!(m.lire("MSS/1.03"), Reponse::Inconnue(d) if d.contains("MSS/1.0")));
        let m = Menu::nouveau(&c, Some("INS"));
        assert_eq!(m.lire("2"), scenario("INS/1.02"));
        assert_eq!(m.lire("c"), Reponse::Chapitre(None));
        assert!(m.question().contains("[c]hapitres"));
        assert!(m.to_string().contains("✓ INS/1.01"));
        assert_eq!(m.lire("q"), Reponse::Quitter);
        assert_eq!(m.lire("s 2"), Reponse::SansObjet("INS/1.02".to_owned()));
        assert_eq!(m.lire("s MSS/1.01"), Reponse::SansObjet("MSS/1.01".to_owned()));
        assert!(matches!(m.lire("s c"), Reponse::Inconnue(_)));
    }
}
