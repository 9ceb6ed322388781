//! The certificate at the end of a rehearsal: one page, PDF/A-1b, which says all over that it is worth nothing outside the bench. The same
//! certificate gives the same bytes.

use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use segur_model::texte::dangereux;
use segur_model::{AVERTISSEMENT_SIMULE, SIMULE};
use time::Date;

use super::dessin::{self, Dessin, ROUGE};
use super::feuille::{HAUTEUR, LARGEUR, MARGE};
use super::police::Polices;
use super::texte::{ACCENT, CORPS, Couleur, FILET, FOND, GRIS, Style, Texte};
use crate::DossierError;
use crate::recit::compte;

/// What the certificate is not worth.
const RESERVE: &str = "Ce document ne vaut pas référencement : il est produit par un banc d'essai.";
const BLANC: Couleur = (0xff, 0xff, 0xff);
const BANDEAU: f32 = 62.0;
/// Of the names of what is told.
const COLONNE: f32 = 116.0;
/// Longest text of one place: what comes after would not fit.
const MAX_TEXTE: usize = 400;
/// Most lines of what follows the certificate: the last ones count.
const MAX_SUIVI: usize = 4;

/// A candidature that was simulated to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// Its number.
    pub numero: String,
    /// The company.
    pub societe: String,
    /// The product.
    pub produit: String,
    /// Its version.
    pub version: String,
    /// The dispositif that it applied to.
    pub dispositif: String,
    /// Which catalogue, and which version of it.
    pub referentiel: String,
    /// Wave.
    pub vague: u8,
    /// Profiles besides `Général`.
    pub profils: Vec<String>,
    /// Day on which it was given, by the clock of the bench.
    pub delivree_le: Date,
    /// How many proofs were examined.
    pub preuves: usize,
    /// How many times the dossier was.
    pub tours: u32,
    /// What came after: versions declared, a suspension. The last ones are kept.
    pub suivi: Vec<String>,
}

/// The certificate, as a PDF/A-1b of one page.
///
/// # Errors
/// A fault of the bench: the standard refuses what was drawn.
pub fn attestation_pdf(a: &Attestation) -> Result<Vec<u8>, DossierError> {
    let polices = Polices::lire()?;
    let mut document = dessin::nouveau()?;
    let format = PageSettings::from_wh(LARGEUR, HAUTEUR).ok_or_else(|| dessin::refus("format de page"))?;
    let mut page = document.start_page_with(format);
    Page {
        dessin: Dessin::sur(page.surface(), &polices),
        polices: &polices,
        y: BANDEAU + 44.0,
    }
    .remplir(a);
    page.finish();
    document.set_metadata(metadonnees(&polices, a));
    document.finish().map_err(dessin::refus)
}

/// The only page, from its top to its bottom.
struct Page<'s, 'p> {
    dessin: Dessin<'s, 'p>,
    polices: &'p Polices,
    y: f32,
}

impl Page<'_, '_> {
    fn remplir(mut self, a: &Attestation) {
        self.bandeau(0.0);
        self.bandeau(HAUTEUR - BANDEAU);
        let large = LARGEUR - 2.0 * MARGE;
        self.bloc(
            MARGE,
            large,
            "Attestation de référencement simulé",
            CORPS.a(23.0).gras().de(ACCENT),
            1,
        );
        self.bloc(MARGE, large, &format!("n° {}", net(&a.numero)), CORPS.a(12.0).de(GRIS), 1);
        self.y += 16.0;
        self.reserve(large);
        self.y += 16.0;
        for (nom, dit, lignes) in faits(a) {
            self.fait(nom, &dit, lignes);
        }
        if !a.suivi.is_empty() {
            self.y += 12.0;
            self.bloc(MARGE, large, "Suivi après l'attestation", CORPS.a(12.0).gras().de(ACCENT), 1);
            for dit in suivi(&a.suivi) {
                self.bloc(MARGE + 8.0, large - 8.0, &format!("– {dit}"), CORPS.a(9.5), 2);
            }
        }
        self.y = HAUTEUR - BANDEAU - 58.0;
        self.dessin.rectangle(MARGE, self.y, large, 0.6, FILET);
        self.y += 8.0;
        self.bloc(MARGE, large, RESERVE, CORPS.a(9.5).gras().de(ROUGE), 2);
        self.bloc(MARGE, large, AVERTISSEMENT_SIMULE, CORPS.a(8.0).de(GRIS), 3);
    }

    /// The word, from one edge to the other.
    fn bandeau(&mut self, haut: f32) {
        self.dessin.rectangle(0.0, haut, LARGEUR, BANDEAU, ROUGE);
        let grand = CORPS.a(32.0).gras().de(BLANC);
        let mot = self.polices.largeur(SIMULE, true, grand.taille);
        let vide = (LARGEUR - 3.0 * mot) / 4.0;
        for x in [vide, 2.0 * vide + mot, 3.0 * vide + 2.0 * mot] {
            self.dessin.texte(x, haut + BANDEAU * 0.5 + grand.taille * 0.36, SIMULE, grand);
        }
    }

    /// What it is not worth, before what it says.
    fn reserve(&mut self, large: f32) {
        let dedans = large - 24.0;
        let haut = self.y;
        let style = CORPS.a(11.5).gras().de(ROUGE);
        let suite = "Ni l'Agence du numérique en santé, ni une autre autorité ne l'a délivré : la plateforme Convergence est jouée ici par le banc, \
                     et ses décisions ne lient personne.";
        let hauteur = 20.0 + self.hauteur(dedans, RESERVE, style) + self.hauteur(dedans, suite, CORPS.a(9.5));
        self.dessin.rectangle(MARGE, haut, large, hauteur, FOND);
        self.dessin.rectangle(MARGE, haut, 4.0, hauteur, ROUGE);
        self.y += 9.0;
        self.bloc(MARGE + 14.0, dedans, RESERVE, style, 3);
        self.bloc(MARGE + 14.0, dedans, suite, CORPS.a(9.5), 4);
        self.y = haut + hauteur;
    }

    fn hauteur(&self, large: f32, dit: &str, style: Style) -> f32 {
        let lignes = self.polices.lignes(&Texte::nouveau(dit, style), large);
        lignes.iter().map(|l| l.hauteur).sum()
    }

    /// A name and what it is, on so many lines at most.
    fn fait(&mut self, nom: &str, dit: &str, lignes: usize) {
        let haut = self.y;
        self.y += 4.0;
        self.dessin.texte(MARGE, self.y + 10.0, nom, CORPS.a(9.5).de(GRIS));
        let large = LARGEUR - 2.0 * MARGE - COLONNE;
        self.bloc(MARGE + COLONNE, large, dit, CORPS.a(11.0).gras(), lignes);
        self.y = (self.y + 3.0).max(haut + 20.0);
        self.dessin.rectangle(MARGE, self.y, LARGEUR - 2.0 * MARGE, 0.4, FILET);
    }

    /// A text on so many lines at most; the last one says when it is cut.
    fn bloc(&mut self, x: f32, large: f32, dit: &str, style: Style, max: usize) {
        let mut lignes: Vec<String> = self
            .polices
            .lignes(&Texte::nouveau(dit, style), large)
            .into_iter()
            .map(|l| l.fragments.into_iter().map(|f| f.texte).collect())
            .collect();
        if lignes.len() > max {
            let reste = lignes.split_off(max.saturating_sub(1)).join(" ");
            lignes.push(self.polices.abrege(&reste, style.gras, style.taille, large));
        }
        for ligne in lignes {
            self.dessin.texte(x, self.y + style.interligne() * 0.76, &ligne, style);
            self.y += style.interligne();
        }
    }
}

/// What the certificate says: name, content, and on how many lines.
fn faits(a: &Attestation) -> Vec<(&'static str, String, usize)> {
    let profils = std::iter::once("Général").chain(a.profils.iter().map(String::as_str));
    let preuves = compte(a.preuves, "preuve examinée", "preuves examinées");
    let tours = compte(usize::try_from(a.tours).unwrap_or(usize::MAX), "tour", "tours");
    vec![
        ("Société", ou_rien(&a.societe), 2),
        ("Produit", ou_rien(&a.produit), 2),
        ("Version", ou_rien(&a.version), 1),
        ("Dispositif", ou_rien(&a.dispositif), 3),
        ("Référentiel", ou_rien(&a.referentiel), 2),
        ("Vague", a.vague.to_string(), 1),
        ("Profils", net(&profils.collect::<Vec<_>>().join(", ")), 3),
        ("Délivrée le", format!("{}, à l'horloge du banc", jour(a.delivree_le)), 1),
        ("Examen", format!("{preuves} en {tours}"), 1),
    ]
}

/// The last ones, and how many there are before.
fn suivi(dits: &[String]) -> Vec<String> {
    let avant = dits.len().saturating_sub(MAX_SUIVI);
    let tus = (avant > 0).then(|| format!("… ({} avant)", compte(avant, "autre ligne", "autres lignes")));
    tus.into_iter().chain(dits.iter().skip(avant).map(|d| net(d))).collect()
}

fn ou_rien(dit: &str) -> String {
    match net(dit) {
        vide if vide.is_empty() => "non dit".to_owned(),
        dit => dit,
    }
}

/// On one line, without what commands or turns the letters round, and no longer than anybody reads.
fn net(dit: &str) -> String {
    let mots: Vec<&str> = dit.split_whitespace().collect();
    let mut lettres = mots.join(" ").chars().filter(|c| !dangereux(*c)).collect::<String>();
    if let Some((fin, _)) = lettres.char_indices().nth(MAX_TEXTE) {
        lettres.truncate(fin);
        lettres.push('…');
    }
    lettres
}

fn jour(d: Date) -> String {
    format!("{:02}/{:02}/{}", d.day(), u8::from(d.month()), d.year())
}

/// No clock: the only day is that of the certificate.
fn metadonnees(polices: &Polices, a: &Attestation) -> Metadata {
    let d = a.delivree_le;
    let delivree = DateTime::new(u16::try_from(d.year()).unwrap_or(0))
        .month(d.month().into())
        .day(d.day())
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0);
    let titre = format!(
        "Attestation de référencement simulé : {} {} ({SIMULE})",
        net(&a.produit),
        net(&a.version)
    );
    Metadata::new()
        .title(polices.abrege(&titre, false, 1.0, 120.0))
        .description(AVERTISSEMENT_SIMULE.to_owned())
        .language("fr".to_owned())
        .creator("segur-bench".to_owned())
        .creation_date(delivree)
        .document_id(format!("{} {} {} {}", a.numero, a.societe, a.produit, a.version))
}
