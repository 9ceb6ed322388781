//! What a graphics state or an XObject holds that PDF/A-1 forbids. Looked at where a content uses them: a named resource that no content
//! names is exempt (ISO 19005-1:2005/Cor.2:2011).

use super::Carnet;
use crate::pdf::Nature;
use crate::syntaxe::{Dico, Fichier, Objet};

/// The rendering intents of PDF.
const INTENTIONS: [&str; 4] = ["RelativeColorimetric", "AbsoluteColorimetric", "Perceptual", "Saturation"];
/// What of an opacity other than 1 counts as 1.
const TOLERANCE: f64 = 0.000_001;

/// Whether an opacity is 1.
pub(crate) fn opaque(opacite: f64) -> bool {
    (opacite - 1.0).abs() < TOLERANCE
}

/// A rendering intent, where it is said.
pub(crate) fn intention(nom: &Objet, lieu: &str, carnet: &mut Carnet) {
    if let Some(nom) = nom.nom()
        && !INTENTIONS.contains(&nom)
    {
        carnet.noter(Nature::IntentionRendu, lieu, format!("/{nom}"));
    }
}

/// An extended graphics state.
pub(crate) fn etat(fichier: &Fichier<'_>, dico: &Dico, lieu: &str, carnet: &mut Carnet) {
    let masque = fichier.lire(dico, "SMask");
    if !matches!(&*masque, Objet::Nul) && masque.nom() != Some("None") {
        carnet.noter(Nature::Transparence, lieu, "masque (/SMask) dans un état graphique");
    }
    for cle in ["CA", "ca"] {
        if let Some(opacite) = fichier.lire(dico, cle).nombre().filter(|o| !opaque(*o)) {
            carnet.noter(Nature::Transparence, lieu, format!("opacité /{cle} {opacite}"));
        }
    }
    let fusion = fichier.lire(dico, "BM");
    let modes: Vec<&str> = fusion
        .tableau()
        .map_or_else(|| fusion.nom().into_iter().collect(), |t| t.iter().filter_map(Objet::nom).collect());
    if let Some(mode) = modes.iter().find(|m| !matches!(**m, "Normal" | "Compatible")) {
        carnet.noter(Nature::Transparence, lieu, format!("mode de fusion /BM /{mode}"));
    }
    let tr2 = fichier.lire(dico, "TR2");
    if dico.a("TR") || (dico.a("TR2") && tr2.nom() != Some("Default")) {
        carnet.noter(Nature::Transfert, lieu, "fonction de transfert (/TR, ou /TR2 autre que /Default)");
    }
    intention(&fichier.lire(dico, "RI"), lieu, carnet);
}

/// A transparency group, of a page or of a form.
pub(crate) fn groupe(fichier: &Fichier<'_>, dico: &Dico, lieu: &str, carnet: &mut Carnet) {
    let groupe = fichier.lire(dico, "Group");
    if groupe.dico().is_some_and(|g| fichier.lire(g, "S").nom() == Some("Transparency")) {
        carnet.noter(Nature::Transparence, lieu, "groupe de transparence (/Group /S /Transparency)");
    }
}

/// An XObject that is drawn: image, form, PostScript.
pub(crate) fn xobjet(fichier: &Fichier<'_>, dico: &Dico, lieu: &str, carnet: &mut Carnet) {
    match fichier.lire(dico, "Subtype").nom() {
        Some("Image") => {
            let interpole = *fichier.lire(dico, "Interpolate") == Objet::Bool(true);
            let cle = ["Alternates", "OPI"].iter().find(|cle| dico.a(cle)).copied();
            if let Some(cle) = cle.or(interpole.then_some("Interpolate true")) {
                carnet.noter(Nature::Image, lieu, format!("/{cle} dans une image"));
            }
            if dico.a("SMask") && fichier.lire(dico, "SMask").nom() != Some("None") {
                carnet.noter(Nature::Transparence, lieu, "masque (/SMask) d'une image");
            }
            intention(&fichier.lire(dico, "Intent"), lieu, carnet);
        }
        Some("Form") => {
            groupe(fichier, dico, lieu, carnet);
            let ps = dico.a("PS") || fichier.lire(dico, "Subtype2").nom() == Some("PS");
            if dico.a("OPI") || ps {
                carnet.noter(Nature::Formulaire, lieu, "/OPI ou PostScript dans un formulaire");
            }
            if dico.a("Ref") {
                carnet.noter(Nature::Reference, lieu, "/Ref dans un formulaire");
            }
        }
        Some("PS") => carnet.noter(Nature::PostScript, lieu, "objet PostScript (/Subtype /PS)"),
        _ => {}
    }
}
