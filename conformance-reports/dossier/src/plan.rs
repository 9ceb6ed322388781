//! Which files the pack holds, and what each proves. Everything is read once here: digests, masks, identities, and the
//! extracts that the report shows. The bytes are then read again when the zip is written, so that only one piece at a
//! time is in memory.

use std::collections::HashMap;
use std::io;

use segur_model::Numero;
use segur_model::catalogue::Catalogue;
use segur_model::classeur::LignesDuClasseur;
use segur_model::resultat::{Conserve, Contenu, Donnee, Octets, Piece, ResultatCampagne, ResultatScenario};

use crate::fichier::FichierCite;
use crate::identites::Recherche;
use crate::lieux::Lieux;
use crate::signature::sha256;
use crate::{DossierError, Entree, noms, recit, trace};

mod donnees;
mod flux;

pub(crate) use flux::{Acces, Corps, suivre};
use flux::{est_film, film_en_flux};

/// Longest part of a message shown in the page.
pub(crate) const MAX_EXTRAIT: usize = 16 * 1024;

/// Most bytes of messages in the page, so that it opens in any browser; the others are links.
const MAX_EXTRAITS: usize = 4 << 20;

/// Longest text of a scenario.
const MAX_SCENARIO: usize = 512 * 1024;

/// A view, as `ecrire` prepares it: path, media type, what it is, bytes.
pub(crate) type Vue = (&'static str, &'static str, &'static str, Vec<u8>);

/// What every view reads.
pub(crate) struct Dossier<'a> {
    pub(crate) resultat: &'a ResultatCampagne,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) classeur: Option<&'a LignesDuClasseur>,
    pub(crate) plan: &'a Plan,
    pub(crate) lieux: &'a Lieux,
    pub(crate) empreinte_cle: &'a str,
    pub(crate) identites_acceptees: bool,
}

/// Where the content of a file comes from.
pub(crate) enum Source {
    /// Made here.
    Texte(String),
    /// The text of a scenario: it may come from the vendor.
    Scenario(String),
    /// Kept by the campaign, then masked.
    Campagne(Octets),
}

/// One file of `preuves/` or `appui/`.
pub(crate) struct FichierPlan {
    pub(crate) source: Source,
    pub(crate) cite: FichierCite,
    /// Whether it answers its proof.
    pub(crate) recevable: bool,
    /// Which piece of its proof it belongs to, from 0, in the order of [`recit::pieces`]; none: it was observed, and no proof asks it.
    pub(crate) piece: Option<usize>,
    /// How it came, when a person gave it.
    pub(crate) donnee: Option<Donnee>,
    /// Digest before masking, when something was masked.
    pub(crate) masque: Option<String>,
    pub(crate) extrait: Extrait,
}

/// What the page shows of a file.
pub(crate) enum Extrait {
    /// Its beginning; and whether it is cut.
    Texte(String, bool),
    /// Not a text.
    Binaire,
    /// The page is full.
    HorsPage,
}

/// Files of one exchange, by path.
#[derive(Default, Clone)]
pub(crate) struct LiensEchange {
    pub(crate) trace: String,
    pub(crate) requete: Option<String>,
    pub(crate) reponse: Option<String>,
}

/// The files, and how the views find them.
#[derive(Default)]
pub(crate) struct Plan {
    /// Sorted by path.
    pub(crate) fichiers: Vec<FichierPlan>,
    echanges: HashMap<u64, LiensEchange>,
    contenus: HashMap<String, String>,
    rangs: HashMap<String, u32>,
    /// How many pieces each proof was given.
    pieces: HashMap<String, usize>,
    extraits: HashMap<String, usize>,
    scenarios: HashMap<String, TexteScenario>,
}

/// The text of a scenario in the pack.
pub(crate) struct TexteScenario {
    /// Its path in the pack.
    pub(crate) chemin: String,
    /// The name of its own file.
    pub(crate) nom: String,
}

/// What a file is for.
struct Role<'a> {
    dossier: String,
    preuve: Option<&'a str>,
    recevable: bool,
    piece: Option<usize>,
    scenario: &'a str,
    etape: Option<Etape>,
}

/// Number of an étape, and which repetition of it.
type Etape = (Numero, Option<u32>);

impl Role<'_> {
    fn prouve(&self, quoi: &str) -> String {
        let etapes = self.etape.map_or_else(|| "hors étape".to_owned(), |(n, r)| recit::etape_dite(n, r));
        match self.preuve {
            Some(p) if self.recevable => format!("Preuve {p} : {quoi} ({etapes})"),
            Some(p) => format!("Appui de la preuve {p}, qu'il ne remplace pas : {quoi} ({etapes})"),
            None => format!("Appui du scénario {} : {quoi} ({etapes})", self.scenario),
        }
    }
}

impl Plan {
    /// Lists the files of a clean result and reads their content once.
    pub(crate) fn dresser(resultat: &ResultatCampagne, entree: &Entree<'_>) -> Result<Self, DossierError> {
        let mut plan = Self::default();
        // Pieces first: an exchange that answers a proof is filed under it, and only the others go to `appui/<scénario>`.
        for s in &resultat.scenarios {
            for etape in &s.etapes {
                etape.pieces.iter().for_each(|p| plan.piece(resultat, s, p));
            }
        }
        for p in &resultat.preuves {
            plan.donnees(resultat, entree.catalogue, p);
        }
        for s in &resultat.scenarios {
            plan.reste(resultat, s);
            plan.texte(s, entree);
        }
        let mut recherche = Recherche::new(entree.identites_connues);
        recherche.resultat(resultat);
        let mut place = MAX_EXTRAITS;
        for f in &mut plan.fichiers {
            f.lire(Acces::de(entree), &mut recherche)?;
            if let Extrait::Texte(texte, _) = &f.extrait {
                match place.checked_sub(texte.len()) {
                    Some(reste) => place = reste,
                    None => f.extrait = Extrait::HorsPage,
                }
            }
        }
        let inconnues = recherche.liste();
        if !inconnues.is_empty() && !entree.accepter_identites {
            return Err(DossierError::IdentitesInconnues { liste: inconnues });
        }
        plan.fichiers.sort_by(|a, b| a.cite.chemin.cmp(&b.cite.chemin));
        plan.extraits = plan.fichiers.iter().enumerate().map(|(i, f)| (f.cite.chemin.clone(), i)).collect();
        Ok(plan)
    }

    /// Files of an exchange of the clean result.
    pub(crate) fn echange(&self, id: u64) -> Option<&LiensEchange> {
        self.echanges.get(&id)
    }

    /// The text of a scenario.
    pub(crate) fn scenario(&self, numero: &str) -> Option<&TexteScenario> {
        self.scenarios.get(numero)
    }

    /// Path of a kept content.
    pub(crate) fn contenu(&self, octets: &Octets) -> Option<&str> {
        self.contenus.get(&octets.empreinte).map(String::as_str)
    }

    /// The file at this path.
    pub(crate) fn fichier(&self, chemin: &str) -> Option<&FichierPlan> {
        self.extraits.get(chemin).and_then(|i| self.fichiers.get(*i))
    }

    /// Files of a proof: those that answer it, then those that support it.
    pub(crate) fn preuve<'a>(&'a self, numero: &'a str) -> impl Iterator<Item = &'a FichierPlan> {
        let de = move |recevable| {
            self.fichiers
                .iter()
                .filter(move |f| f.cite.preuve.as_deref() == Some(numero) && f.recevable == recevable)
        };
        de(true).chain(de(false))
    }

    /// The scenario itself, so that a place in it (`INS-va1.28.01.yaml:14:7`) leads somewhere.
    fn texte(&mut self, s: &ResultatScenario, entree: &Entree<'_>) {
        let Some((nom, texte)) = (entree.textes)(&s.id) else { return };
        if texte.len() > MAX_SCENARIO {
            return;
        }
        let dossier = format!("appui/{}", noms::dossier(&s.id));
        let chemin = format!("{dossier}/{}", noms::SCENARIO);
        if self.scenarios.values().any(|t| t.chemin.eq_ignore_ascii_case(&chemin)) {
            return;
        }
        let role = Role {
            dossier,
            preuve: None,
            recevable: false,
            scenario: &s.id,
            etape: None,
            piece: None,
        };
        let texte = segur_masque::texte(&texte).into_owned();
        self.ajouter(
            &role,
            chemin.clone(),
            "application/yaml; charset=utf-8",
            "texte du scénario, tel que le banc l'a joué",
            Source::Scenario(texte),
        );
        self.scenarios.insert(s.id.clone(), TexteScenario { chemin, nom });
    }

    fn piece(&mut self, resultat: &ResultatCampagne, s: &ResultatScenario, p: &Piece) {
        let base = if p.recevable { "preuves" } else { "appui" };
        let donnees = self.pieces.entry(p.preuve.clone()).or_insert(0);
        let piece = *donnees;
        *donnees += 1;
        let role = Role {
            dossier: format!("{base}/{}", noms::dossier(&p.preuve)),
            preuve: Some(&p.preuve),
            recevable: p.recevable,
            piece: Some(piece),
            scenario: &s.id,
            etape: Some((p.etape, p.repetition)),
        };
        let etape = noms::etape(p.etape, p.repetition);
        let nomme = |nom: &str| format!("{etape}-{}", noms::mot(nom));
        match &p.quoi {
            Contenu::Message { nom, echanges } => {
                for e in echanges {
                    self.ajouter_echange(resultat, &role, &format!("échange « {nom} »"), &nomme(nom), e);
                }
            }
            Contenu::Document { nom, octets } => self.ajouter_contenu(&role, &format!("document « {nom} »"), &nomme(nom), octets),
            // A piece that answers its proof keeps the name that the candidate gave it: the exigence asks for it.
            Contenu::Fichier {
                nom,
                nom_fichier: Some(donne),
                octets,
            } if p.recevable => {
                let rang = self.rang(&role.dossier);
                let chemin = format!("{}/{rang:02}_{}/{}", role.dossier, nomme(nom), noms::donne(donne));
                self.ajouter_au_chemin(&role, chemin, &format!("fichier « {nom} » du système candidat"), octets);
            }
            Contenu::Fichier { nom, octets, .. } => {
                self.ajouter_contenu(&role, &format!("fichier « {nom} » du système candidat"), &nomme(nom), octets)
            }
            Contenu::Video {
                de,
                a,
                octets: Some(octets),
            } => {
                self.ajouter_contenu(
                    &role,
                    &format!("vidéo, {}", Numero::rem(*de, *a).dit()),
                    &format!("video-{de}-{a}"),
                    octets,
                );
            }
            Contenu::Capture {
                phrase,
                octets: Some(octets),
            } => self.ajouter_contenu(&role, &format!("capture d'écran : {phrase}"), &nomme("capture"), octets),
            Contenu::Video { octets: None, .. }
            | Contenu::Capture { octets: None, .. }
            | Contenu::Attestation { .. }
            | Contenu::Tiers { .. } => {}
        }
    }

    /// What was observed and is not yet filed.
    fn reste(&mut self, resultat: &ResultatCampagne, s: &ResultatScenario) {
        let dossier = format!("appui/{}", noms::dossier(&s.id));
        for etape in &s.etapes {
            let role = Role {
                dossier: dossier.clone(),
                preuve: None,
                recevable: false,
                piece: None,
                scenario: &s.id,
                etape: Some((etape.numero, etape.repetition)),
            };
            let numero = noms::etape(etape.numero, etape.repetition);
            for o in &etape.observations {
                for e in o
                    .echanges
                    .iter()
                    .filter(|e| !self.echanges.contains_key(&e.exchange.id))
                    .cloned()
                    .collect::<Vec<_>>()
                {
                    let nom = o.nom.as_deref().unwrap_or(&e.exchange.operation);
                    self.ajouter_echange(
                        resultat,
                        &role,
                        &format!("échange « {nom} »"),
                        &format!("{numero}-{}", noms::mot(nom)),
                        &e,
                    );
                }
                if let Some(f) = o.fichier.as_ref().filter(|f| !self.contenus.contains_key(&f.empreinte)) {
                    let nom = o.nom.as_deref().unwrap_or("fichier");
                    self.ajouter_contenu(
                        &role,
                        &format!("fichier « {nom} » du système candidat"),
                        &format!("{numero}-{}", noms::mot(nom)),
                        f,
                    );
                }
            }
        }
        let role = Role {
            dossier,
            preuve: None,
            recevable: false,
            piece: None,
            scenario: &s.id,
            etape: None,
        };
        for e in &s.inattendus {
            if !self.echanges.contains_key(&e.exchange.id) {
                let nom = format!("inattendu-{}", noms::mot(&e.exchange.operation));
                self.ajouter_echange(resultat, &role, &format!("échange inattendu {}", e.exchange.operation), &nom, e);
            }
        }
    }

    fn ajouter_echange(&mut self, resultat: &ResultatCampagne, role: &Role<'_>, quoi: &str, nom: &str, e: &Conserve) {
        let rang = self.rang(&role.dossier);
        let base = format!("{}/{rang:02}_{nom}", role.dossier);
        let etape = role
            .etape
            .map_or_else(|| "échange inattendu".to_owned(), |(n, r)| recit::etape_dite(n, r));
        let texte = trace::trace(resultat, role.scenario, &etape, &e.exchange);
        let mut liens = LiensEchange {
            trace: format!("{base}-trace.txt"),
            ..LiensEchange::default()
        };
        self.ajouter(
            role,
            liens.trace.clone(),
            "text/plain; charset=utf-8",
            &format!("trace de l'{quoi}"),
            Source::Texte(texte),
        );
        for (moitie, octets, lien) in [
            ("requete", &e.corps_requete, &mut liens.requete),
            ("reponse", &e.corps_reponse, &mut liens.reponse),
        ] {
            if octets.taille > 0 {
                let chemin = format!("{base}-{moitie}.{}", noms::extension(&octets.media));
                let dit = if moitie == "requete" { "requête" } else { "réponse" };
                self.ajouter(
                    role,
                    chemin.clone(),
                    &octets.media,
                    &format!("{dit} de l'{quoi}"),
                    Source::Campagne(octets.clone()),
                );
                *lien = Some(chemin);
            }
        }
        self.echanges.entry(e.exchange.id).or_insert(liens);
    }

    fn ajouter_contenu(&mut self, role: &Role<'_>, quoi: &str, nom: &str, octets: &Octets) {
        let rang = self.rang(&role.dossier);
        let chemin = format!("{}/{rang:02}_{nom}.{}", role.dossier, noms::extension(&octets.media));
        self.ajouter_au_chemin(role, chemin, quoi, octets);
    }

    fn ajouter_au_chemin(&mut self, role: &Role<'_>, chemin: String, quoi: &str, octets: &Octets) {
        self.contenus.entry(octets.empreinte.clone()).or_insert_with(|| chemin.clone());
        self.ajouter(role, chemin, &octets.media, quoi, Source::Campagne(octets.clone()));
    }

    fn ajouter(&mut self, role: &Role<'_>, chemin: String, media: &str, quoi: &str, source: Source) {
        let cite = FichierCite {
            chemin,
            empreinte: String::new(),
            taille: 0,
            media: media.to_owned(),
            prouve: role.prouve(quoi),
            preuve: role.preuve.map(str::to_owned),
            scenario: Some(role.scenario.to_owned()),
            etape: role.etape.map(|(n, _)| n),
            repetition: role.etape.and_then(|(_, r)| r),
            masque: false,
            empreinte_original: None,
            note: None,
        };
        self.fichiers.push(FichierPlan {
            source,
            cite,
            recevable: role.recevable,
            piece: role.piece,
            donnee: None,
            masque: None,
            extrait: Extrait::Binaire,
        });
    }

    /// Next rank in a folder. Folders are compared as Windows would, so that two numbers never share a file.
    fn rang(&mut self, dossier: &str) -> u32 {
        let rang = self.rangs.entry(dossier.to_lowercase()).or_insert(0);
        *rang += 1;
        *rang
    }
}

impl FichierPlan {
    /// The exact bytes that go into the pack.
    pub(crate) fn produire(&self, acces: Acces<'_>) -> Result<Corps, DossierError> {
        match &self.source {
            Source::Texte(t) | Source::Scenario(t) => Ok(Corps::Entier(t.clone().into_bytes())),
            Source::Campagne(o) => match film_en_flux(o, acces)? {
                Some(flux) => Ok(Corps::Flux(flux)),
                None => {
                    let lus = lire(o, acces.octets)?;
                    let masque = if est_film(&lus) { None } else { segur_masque::octets(&lus) };
                    Ok(Corps::Entier(masque.unwrap_or(lus)))
                }
            },
        }
    }

    fn lire(&mut self, acces: Acces<'_>, recherche: &mut Recherche) -> Result<(), DossierError> {
        if let Source::Campagne(o) = &self.source
            && let Some(flux) = film_en_flux(o, acces)?
        {
            suivre(o, flux, &mut io::sink())?;
            self.cite.empreinte.clone_from(&o.empreinte);
            self.cite.taille = o.taille;
            return Ok(());
        }
        let contenu = match &self.source {
            Source::Texte(t) => t.clone().into_bytes(),
            Source::Scenario(t) => {
                recherche.contenu(t.as_bytes(), &self.cite.chemin);
                t.clone().into_bytes()
            }
            Source::Campagne(o) => {
                let lus = lire(o, acces.octets)?;
                // Neither a secret nor an identity is read in pictures that move.
                let film = est_film(&lus);
                if !film {
                    recherche.contenu(&lus, &self.cite.chemin);
                }
                match segur_masque::octets(&lus).filter(|_| !film) {
                    Some(masque) => {
                        self.cite.masque = true;
                        self.cite.empreinte_original = Some(o.empreinte.clone());
                        let masque_dit = note_masque(&lus);
                        // A refused piece keeps its reason.
                        self.cite.note = Some(match self.cite.note.take() {
                            Some(n) => format!("{n}. {masque_dit}"),
                            None => masque_dit,
                        });
                        self.masque = Some(o.empreinte.clone());
                        masque
                    }
                    None => lus,
                }
            }
        };
        self.cite.empreinte = sha256(&contenu);
        self.cite.taille = contenu.len() as u64;
        self.extrait = extrait(&contenu);
        Ok(())
    }
}

pub(crate) fn lire(o: &Octets, octets: &dyn Fn(&Octets) -> Result<Vec<u8>, DossierError>) -> Result<Vec<u8>, DossierError> {
    let lus = octets(o)?;
    if sha256(&lus) == o.empreinte {
        Ok(lus)
    } else {
        Err(DossierError::OctetsAlteres {
            empreinte: o.empreinte.clone(),
        })
    }
}

fn note_masque(original: &[u8]) -> String {
    let signe = memchr::memmem::find(original, b"SignatureValue").is_some();
    let suite = if signe {
        " Sa signature XML ne se vérifie donc plus ici ; elle se vérifie sur l'original."
    } else {
        ""
    };
    format!("Des secrets (clé, jeton ou mot de passe) ont été masqués ; l'empreinte de l'original est gardée à côté.{suite}")
}

/// The beginning of a text, cut between two characters.
fn extrait(contenu: &[u8]) -> Extrait {
    let debut = contenu.get(..MAX_EXTRAIT).unwrap_or(contenu);
    let texte = match std::str::from_utf8(debut) {
        Ok(t) => t,
        // Only the last character may be cut in two.
        Err(e) if e.error_len().is_none() && debut.len() < contenu.len() => {
            std::str::from_utf8(&debut[..e.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return Extrait::Binaire,
    };
    if texte.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Extrait::Binaire;
    }
    Extrait::Texte(texte.to_owned(), debut.len() < contenu.len())
}
