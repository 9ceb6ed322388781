//! Reading a document: what it says of itself, what it holds, and what is drawn on its pages.

mod enveloppe;
pub(crate) mod graphique;
mod icc;
mod info;
mod objets;
mod polices;

use std::collections::BTreeMap;

use crate::erreur::PdfIllisible;
use crate::limites;
use crate::page::{Atelier, Famille, Feuille, pages};
use crate::pdf::{Annonce, IntentionSortie, Nature, Page, Pdf, Releve, Symbole};
use crate::syntaxe::{Dico, Fichier, Objet};
use crate::{symbole, xmp};

/// What is noted, bounded by nature.
#[derive(Debug, Default)]
pub(crate) struct Carnet {
    releves: Vec<Releve>,
    comptes: BTreeMap<Nature, usize>,
}

impl Carnet {
    /// What another noted, after what this one did.
    fn fondre(&mut self, autre: Self) {
        for releve in autre.releves {
            self.noter(releve.nature, releve.lieu, releve.vu);
        }
    }

    pub(crate) fn noter(&mut self, nature: Nature, lieu: impl Into<String>, vu: impl Into<String>) {
        // Names and strings are the author's: a long one is cut.
        let vu: String = vu.into().chars().take(200).collect();
        let releve = Releve {
            nature,
            lieu: lieu.into(),
            vu,
        };
        let compte = self.comptes.entry(nature).or_default();
        // An object that is reached in two roles is told once.
        if *compte < limites::PAR_NATURE && !self.releves.contains(&releve) {
            *compte += 1;
            self.releves.push(releve);
        }
    }
}

/// Reads a PDF.
///
/// # Errors
/// [`PdfIllisible`] when the bytes are too many, or when there is neither a PDF nor a page in them. An encrypted document is read no
/// further than the fact that it is.
pub fn lire(octets: &[u8]) -> Result<Pdf, PdfIllisible> {
    let fichier = Fichier::ouvrir(octets)?;
    let mut carnet = Carnet::default();
    enveloppe::relever(&fichier, &mut carnet);
    let mut pdf = Pdf {
        version: enveloppe::version(&fichier),
        chiffre: fichier.chiffre(),
        reconstruit: fichier.reconstruit,
        ..Pdf::default()
    };
    if pdf.chiffre {
        pdf.annonce = annonce_en_clair(octets);
    } else {
        contenu(&fichier, &mut pdf, &mut carnet)?;
    }
    if fichier.reste.get() == 0 {
        fichier.borne("valeurs lues dans le fichier");
    }
    pdf.limites = fichier.bornes.borrow().iter().map(|b| (*b).to_owned()).collect();
    pdf.releves = carnet.releves;
    Ok(pdf)
}

/// What an encrypted document claims, when its metadata are left in clear.
fn annonce_en_clair(octets: &[u8]) -> Option<Annonce> {
    let cherche = |motif: &[u8], depuis: usize| {
        let reste = octets.get(depuis..)?;
        Some(depuis + reste.windows(motif.len()).position(|m| m == motif)?)
    };
    let debut = cherche(b"<x:xmpmeta", 0)?;
    let fin = cherche(b"</x:xmpmeta>", debut)? + b"</x:xmpmeta>".len();
    // What else they lack is not judged: whether these are the metadata of the document is not known.
    xmp::lire(octets.get(debut..fin)?, "métadonnées en clair", &mut Carnet::default())
        .ok()?
        .annonce
}

fn contenu(fichier: &Fichier<'_>, pdf: &mut Pdf, carnet: &mut Carnet) -> Result<(), PdfIllisible> {
    let racine = fichier.lire(&fichier.trailer, "Root");
    let Some(catalogue) = racine.dico() else {
        return Err(PdfIllisible::SansCatalogue);
    };
    if let Some(version) = fichier.lire(catalogue, "Version").nom() {
        pdf.version = version.to_owned();
    }
    let arbre = pages(fichier, catalogue);
    if arbre.pages.is_empty() {
        return Err(PdfIllisible::SansPage);
    }
    for numero in &arbre.boucles {
        carnet.noter(
            Nature::ArbreEnBoucle,
            format!("objet {numero}"),
            "le nœud est déjà dans l'arbre des pages".to_owned(),
        );
    }
    pdf.nombre_de_pages = arbre.pages.len();
    metadonnees(fichier, catalogue, pdf, carnet);
    pdf.intentions = intentions(fichier, catalogue, carnet);
    let rvb = pdf.intentions.iter().any(|i| i.sorte == "GTS_PDFA1" && i.composantes == Some(3));
    objets::parcourir(fichier, rvb, carnet);
    for feuille in &arbre.pages {
        graphique::groupe(fichier, &feuille.dico, &format!("objet {}", feuille.numero), carnet);
    }
    if pdf.annonce.as_ref().is_some_and(|a| a.niveau.eq_ignore_ascii_case("A")) {
        structure(fichier, catalogue, carnet);
    }
    dessiner(fichier, &arbre.pages, pdf, carnet);
    enveloppe::valeurs(fichier, carnet);
    Ok(())
}

fn metadonnees(fichier: &Fichier<'_>, catalogue: &Dico, pdf: &mut Pdf, carnet: &mut Carnet) {
    let objet = fichier.lire(catalogue, "Metadata");
    let Some(flux) = objet.flux() else {
        carnet.noter(Nature::Metadonnees, "catalogue", "pas de flux /Metadata");
        return;
    };
    if flux.dico.a("Filter") {
        carnet.noter(
            Nature::Metadonnees,
            format!("objet {}", flux.numero),
            "le flux /Metadata a un /Filter",
        );
    }
    let lieu = format!("objet {}", flux.numero);
    match fichier.decoder(flux).octets().map(|octets| xmp::lire(&octets, &lieu, carnet)) {
        Some(Ok(paquet)) => {
            pdf.annonce = paquet.annonce;
            xmp::juger_info(&info::lire(fichier), &paquet.proprietes, carnet);
        }
        Some(Err(raison)) => carnet.noter(Nature::XmpIllisible, lieu, raison),
        None => carnet.noter(Nature::XmpIllisible, lieu, "le flux ne se décode pas"),
    }
}

fn intentions(fichier: &Fichier<'_>, catalogue: &Dico, carnet: &mut Carnet) -> Vec<IntentionSortie> {
    let objet = fichier.lire(catalogue, "OutputIntents");
    let mut profils = Vec::new();
    let mut intentions = Vec::new();
    for element in objet.tableau().unwrap_or_default().iter().take(limites::PAR_NATURE) {
        let element = fichier.suivre(element);
        let Some(dico) = element.dico() else { continue };
        let sorte = fichier.lire(dico, "S").nom().unwrap_or_default().to_owned();
        let profil = fichier.lire(dico, "DestOutputProfile");
        let mut composantes = profil.flux().and_then(|f| fichier.lire(&f.dico, "N").entier());
        if let Some(flux) = profil.flux() {
            profils.push(flux.numero);
            let lieu = format!("objet {}", flux.numero);
            if let Some(lu) = icc::Profil::lire(fichier, flux).filter(|_| sorte == "GTS_PDFA1") {
                icc::de_sortie(lu, &lieu, carnet);
                icc::accord(fichier, flux, lu, &lieu, carnet);
                composantes = lu.composantes();
            }
            if !matches!(composantes, Some(1 | 3 | 4)) {
                carnet.noter(
                    Nature::IntentionSortie,
                    format!("objet {}", flux.numero),
                    "le profil n'a pas 1, 3 ou 4 composantes (/N)",
                );
            }
        } else if sorte == "GTS_PDFA1" {
            let condition = fichier.lire(dico, "OutputConditionIdentifier");
            let condition = condition.chaine().unwrap_or_default();
            // « Custom » is what a condition that no registry has is called.
            if condition.is_empty() || condition.eq_ignore_ascii_case(b"custom") {
                carnet.noter(
                    Nature::IntentionSortie,
                    "catalogue, /OutputIntents",
                    "ni profil (/DestOutputProfile) ni condition de production connue (/OutputConditionIdentifier)",
                );
            }
        }
        intentions.push(IntentionSortie { sorte, composantes });
    }
    profils.dedup();
    if profils.len() > 1 {
        carnet.noter(
            Nature::IntentionSortie,
            "catalogue, /OutputIntents",
            "les intentions de sortie ont des profils différents",
        );
    }
    intentions
}

fn structure(fichier: &Fichier<'_>, catalogue: &Dico, carnet: &mut Carnet) {
    let marques = fichier.lire(catalogue, "MarkInfo");
    let balise = marques.dico().is_some_and(|d| *fichier.lire(d, "Marked") == Objet::Bool(true));
    if !balise {
        carnet.noter(Nature::Structure, "catalogue", "/MarkInfo n'a pas /Marked true");
    }
    if fichier.lire(catalogue, "StructTreeRoot").dico().is_none() {
        carnet.noter(Nature::Structure, "catalogue", "pas de /StructTreeRoot");
    }
}

fn dessiner(fichier: &Fichier<'_>, feuilles: &[Feuille], pdf: &mut Pdf, carnet: &mut Carnet) {
    let mut atelier = Atelier::nouveau(fichier);
    if feuilles.len() > limites::PAGES_LUES {
        fichier.borne("pages dont le contenu est lu");
    }
    for (rang, feuille) in feuilles.iter().take(limites::PAGES_LUES).enumerate() {
        let numero = rang + 1;
        let dessin = atelier.dessiner(feuille, numero);
        for famille in &dessin.familles {
            couleur(*famille, numero, &pdf.intentions, carnet);
        }
        let lus = symbole::chercher(&dessin.toile);
        let mut non_dessine: Vec<String> = dessin.non_dessine.iter().map(|n| (*n).to_owned()).collect();
        if !lus.complet {
            non_dessine.push("trop de zones sombres pour être toutes essayées".to_owned());
        }
        pdf.pages.push(Page {
            numero,
            objet: feuille.numero,
            rotation: feuille.rotation,
            texte: dessin.texte,
            en_clair: dessin.en_clair,
            numerisee: dessin.invisible && dessin.image,
            texte_complet: dessin.texte_complet,
            symboles: lus.textes.into_iter().map(|texte| Symbole { texte }).collect(),
            non_dessine,
        });
    }
    for fonte in &atelier.employees {
        let police = fonte.police.clone();
        let lieu = || format!("page {}, police « {} »", police.page, police.nom);
        if !police.incorporee {
            let vu = format!("{} sans programme de police dans le fichier", police.sous_type);
            carnet.noter(Nature::Police, lieu(), vu);
        } else if let Some(defaut) = police.defaut {
            carnet.noter(Nature::Police, lieu(), format!("{} : {defaut}", police.sous_type));
        }
        pdf.polices.push(police);
        polices::juger(fichier, fonte, carnet);
    }
    for numero in &atelier.formulaires_en_boucle {
        carnet.noter(
            Nature::FormulaireEnBoucle,
            format!("objet {numero}"),
            "le formulaire se dessine lui-même",
        );
    }
    for numero in &atelier.profils {
        icc::d_entree(fichier, *numero, carnet);
    }
    for page in &atelier.lzw_en_ligne {
        carnet.noter(Nature::Lzw, format!("page {page}"), "image incluse dans la page, compressée en LZW");
    }
    carnet.fondre(atelier.carnet);
}

/// A device colour is covered by the PDF/A output intent of its own kind; grey by any.
fn couleur(famille: Famille, page: usize, intentions: &[IntentionSortie], carnet: &mut Carnet) {
    let couverte = intentions.iter().filter(|i| i.sorte == "GTS_PDFA1").any(|i| match famille {
        Famille::Gris => i.composantes.is_some(),
        Famille::Rvb => i.composantes == Some(3),
        Famille::Cmjn => i.composantes == Some(4),
    });
    if !couverte {
        carnet.noter(
            Nature::CouleurAppareil,
            format!("page {page}"),
            format!("{} sans intention de sortie GTS_PDFA1 qui lui donne un sens", famille.nom()),
        );
    }
}
