//! From what was placed to a PDF/A-1b: heads and feet, texts, rules, bookmarks. The library holds the document to its standard, and refuses
//! to write what is not of it.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use segur_model::SIMULE;
use time::{OffsetDateTime, UtcOffset};

use super::feuille::{Feuille, HAUTEUR, LARGEUR, MARGE, Place, Signet, Trace};
use super::police::Polices;
use super::texte::{CORPS, Couleur, FILET, GRIS, Style};
use crate::DossierError;
use crate::plan::Dossier;

/// Of the word SIMULÉ.
pub(super) const ROUGE: Couleur = (0xa3, 0x1d, 0x1d);

pub(super) fn refus(e: impl ToString) -> DossierError {
    DossierError::vue("rapport.pdf", e)
}

fn norme() -> Result<Configuration, DossierError> {
    ConfigurationBuilder::new()
        .with_archival_validator(Archival::A1_B)
        .finish()
        .map_err(|e| refus(format!("{e:?}")))
}

/// A document held to the standard.
pub(super) fn nouveau() -> Result<Document, DossierError> {
    Ok(Document::new_with(SerializeSettings {
        configuration: norme()?,
        enable_tagging: false,
        ..SerializeSettings::default()
    }))
}

/// The bytes.
pub(crate) fn ecrire(d: &Dossier<'_>, feuille: &Feuille<'_>) -> Result<Vec<u8>, DossierError> {
    let mut document = nouveau()?;
    let total = feuille.pages.len();
    let bandeau = Bandeau::nouveau(feuille.polices, d);
    for (rang, traces) in feuille.pages.iter().enumerate() {
        let format = PageSettings::from_wh(LARGEUR, HAUTEUR).ok_or_else(|| refus("format de page"))?;
        let mut page = document.start_page_with(format);
        let mut dessin = Dessin::sur(page.surface(), feuille.polices);
        bandeau.dessiner(&mut dessin, rang + 1, total);
        let liens: Vec<Annotation> = traces.iter().filter_map(|t| dessin.trace(feuille, t)).collect();
        drop(dessin);
        liens.into_iter().for_each(|l| page.add_annotation(l));
    }
    document.set_outline(plan_du_document(&feuille.signets));
    document.set_metadata(metadonnees(feuille.polices, d));
    document.finish().map_err(refus)
}

/// What each page says of itself.
struct Bandeau {
    produit: String,
    campagne: String,
}

/// Size of the head and the foot.
const PETIT: Style = Style { taille: 7.5, ..CORPS };

impl Bandeau {
    fn nouveau(polices: &Polices, d: &Dossier<'_>) -> Self {
        let r = d.resultat;
        let place = LARGEUR - 2.0 * MARGE;
        Self {
            produit: polices.abrege(&format!("{} {}", r.produit.nom, r.produit.version), true, PETIT.taille, place * 0.5),
            campagne: polices.abrege(&format!("campagne {}", r.id), false, PETIT.taille, place * 0.3),
        }
    }

    fn dessiner(&self, dessin: &mut Dessin<'_, '_>, page: usize, total: usize) {
        let (droite, haut, bas) = (LARGEUR - MARGE, 42.0, HAUTEUR - 34.0);
        dessin.texte(MARGE, haut, SIMULE, PETIT.gras().de(ROUGE));
        dessin.texte(MARGE + 46.0, haut, &self.produit, PETIT.gras());
        dessin.a_droite(droite, haut, &self.campagne, PETIT.de(GRIS));
        dessin.rectangle(MARGE, haut + 6.0, LARGEUR - 2.0 * MARGE, 0.6, FILET);
        dessin.rectangle(MARGE, bas - 12.0, LARGEUR - 2.0 * MARGE, 0.6, FILET);
        dessin.texte(
            MARGE,
            bas,
            "Banc d'essai local, services simulés : ni verdict, ni preuve officielle.",
            PETIT.de(GRIS),
        );
        dessin.a_droite(droite, bas, &format!("page {page} / {total}"), PETIT);
    }
}

/// A page, as it is drawn.
pub(super) struct Dessin<'s, 'p> {
    surface: Surface<'s>,
    polices: &'p Polices,
    couleur: Option<Couleur>,
}

impl<'s, 'p> Dessin<'s, 'p> {
    pub(super) fn sur(surface: Surface<'s>, polices: &'p Polices) -> Self {
        Self {
            surface,
            polices,
            couleur: None,
        }
    }

    /// Draws it; the link that it makes, if it cites a page.
    fn trace(&mut self, feuille: &Feuille<'_>, trace: &Trace) -> Option<Annotation> {
        match trace {
            Trace::Texte { x, y, texte, style } => self.texte(*x, *y, texte, *style),
            Trace::Rectangle { x, y, l, h, couleur } => self.rectangle(*x, *y, *l, *h, *couleur),
            Trace::Renvoi { x, y, cible, style } => {
                let place = feuille.place_de(*cible)?;
                let dit = (place.page + 1).to_string();
                self.a_droite(*x, *y, &dit, *style);
                let cadre = Rect::from_xywh(x - 24.0, y - style.taille, 26.0, style.interligne())?;
                let lien = LinkAnnotation::new(cadre, Target::Destination(vers(place).into()));
                return Some(Annotation::new_link(lien, Some(format!("page {dit}"))));
            }
        }
        None
    }

    /// In this colour from now on.
    fn en(&mut self, couleur: Couleur) {
        if self.couleur.replace(couleur) != Some(couleur) {
            let (r, v, b) = couleur;
            self.surface.set_fill(Some(Fill {
                paint: rgb::Color::new(r, v, b).into(),
                opacity: NormalizedF32::ONE,
                rule: krilla::paint::FillRule::default(),
            }));
        }
    }

    pub(super) fn texte(&mut self, x: f32, y: f32, texte: &str, style: Style) {
        let glyphes = self.polices.glyphes(texte, style.gras);
        if glyphes.is_empty() {
            return;
        }
        self.en(style.couleur);
        let police = self.polices.police(style.gras);
        self.surface
            .draw_glyphs(Point::from_xy(x, y), &glyphes, police, texte, style.taille, false);
    }

    fn a_droite(&mut self, x: f32, y: f32, texte: &str, style: Style) {
        let largeur = self.polices.largeur(texte, style.gras, style.taille);
        self.texte(x - largeur, y, texte, style);
    }

    pub(super) fn rectangle(&mut self, x: f32, y: f32, l: f32, h: f32, couleur: Couleur) {
        let Some(cadre) = Rect::from_xywh(x, y, l, h) else { return };
        let mut chemin = PathBuilder::new();
        chemin.push_rect(cadre);
        if let Some(chemin) = chemin.finish() {
            self.en(couleur);
            self.surface.draw_path(&chemin);
        }
    }
}

/// Just above it.
fn vers(place: Place) -> XyzDestination {
    XyzDestination::new(place.page, Point::from_xy(MARGE, (place.y - 8.0).max(0.0)))
}

/// Bookmarks, each under the last one of a lower level.
fn plan_du_document(signets: &[Signet]) -> Outline {
    let mut plan = Outline::new();
    let mut reste = signets;
    while !reste.is_empty() {
        plan.push_child(noeud(&mut reste));
    }
    plan
}

/// Takes the first bookmark and those below it.
fn noeud(reste: &mut &[Signet]) -> OutlineNode {
    let Some((premier, suite)) = reste.split_first() else {
        return OutlineNode::new(String::new(), XyzDestination::new(0, Point::from_xy(0.0, 0.0)));
    };
    *reste = suite;
    let mut n = OutlineNode::new(premier.dit.clone(), vers(premier.place));
    while reste.first().is_some_and(|s| s.niveau > premier.niveau) {
        n.push_child(noeud(reste));
    }
    n
}

/// No clock: the only instant is that at which the bench opened the campaign, by its own clock.
fn metadonnees(polices: &Polices, d: &Dossier<'_>) -> Metadata {
    let r = d.resultat;
    let net = |texte: &str| polices.abrege(texte, false, 1.0, 120.0);
    let i: OffsetDateTime = r.ouverte.to_offset(UtcOffset::UTC);
    let ouverte = DateTime::new(u16::try_from(i.year()).unwrap_or(0))
        .month(i.month().into())
        .day(i.day())
        .hour(i.hour())
        .minute(i.minute())
        .second(i.second())
        .utc_offset_hour(0);
    Metadata::new()
        .title(net(&format!(
            "Dossier de preuves : {} {} ({SIMULE})",
            r.produit.nom, r.produit.version
        )))
        .description(segur_model::AVERTISSEMENT_SIMULE.to_owned())
        .language("fr".to_owned())
        .creator(net(&format!("segur-bench {}", r.banc)))
        .creation_date(ouverte)
        .document_id(format!("{} {} {} {}", r.produit.nom, r.produit.version, r.id, d.empreinte_cle))
}
