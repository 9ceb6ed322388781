//! The operators of a content stream that paint, show text or change what the others do.

use std::rc::Rc;

use super::contenu::{Atelier, Contenu, Dessin, Etat};
use super::couleur::{Espace, Famille, Usages, espace};
use super::image;
use super::matrice::Matrice;
use super::police::Fonte;
use super::raster::Toile;
use super::trace::{Trace, bande};
use crate::lecture::graphique;
use crate::limites;
use crate::pdf::Nature;
use crate::syntaxe::{Dico, Lexeur, Lu, Objet};

/// States kept by `q`.
const PILE: usize = 256;
/// Nested states that PDF 1.4 admits.
const ETATS: usize = 28;
/// Operands of one operator.
const OPERANDES: usize = 64;

fn nombres(operandes: &[Objet]) -> Vec<f64> {
    operandes.iter().filter_map(Objet::nombre).collect()
}

impl Atelier<'_, '_> {
    /// Executes a content stream.
    pub(super) fn executer(&mut self, contenu: &Contenu<'_>, mut etat: Etat, en_cours: &mut Vec<u32>, dessin: &mut Dessin) {
        let fichier = self.fichier;
        let mut lexeur = Lexeur::contenu(contenu.octets, &fichier.reste).controler(&fichier.controle);
        let mut operandes: Vec<Objet> = Vec::new();
        let mut pile: Vec<Etat> = Vec::new();
        let mut trace = Trace::default();
        while let Some(lu) = lexeur.suivant() {
            let mot = match lu {
                Lu::Valeur(v) => {
                    if operandes.len() < OPERANDES {
                        operandes.push(v);
                    }
                    continue;
                }
                Lu::Mot(mot) => mot,
            };
            if !self.avancer() {
                dessin.manquer("la fin d'un contenu au-delà des bornes");
                return;
            }
            match mot.as_str() {
                "q" if pile.len() < PILE => {
                    pile.push(etat.clone());
                    if pile.len() > ETATS && self.etats_dits.insert(dessin.page) {
                        let lieu = format!("page {}", dessin.page);
                        self.carnet
                            .noter(Nature::Limite, lieu, format!("plus de {ETATS} états graphiques imbriqués (q)"));
                    }
                }
                "Q" => etat = pile.pop().unwrap_or(etat),
                "cm" => {
                    if let Some(m) = Matrice::depuis(&nombres(&operandes)) {
                        etat.ctm = m.puis(&etat.ctm);
                    }
                }
                "w" => etat.epaisseur = operandes.first().and_then(Objet::nombre).unwrap_or(1.0),
                "m" | "l" | "c" | "v" | "y" | "h" | "re" => trace.tracer(&mot, &nombres(&operandes), &etat.ctm),
                "W" | "W*" => trace.coupe = true,
                "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" | "n" => self.peindre_trace(&mot, &mut trace, &mut etat, dessin),
                "Do" => self.appeler(&operandes, contenu, &etat, en_cours, dessin),
                "BI" => self.image_en_ligne(&mut lexeur, contenu, &etat, dessin),
                "sh" => {
                    dessin.non_dessine.insert("un dégradé");
                    let nom = operandes.first().and_then(Objet::nom).unwrap_or_default();
                    if let Some(degrade) = self.ressource(contenu, "Shading", nom) {
                        self.degrade(&degrade, contenu, dessin);
                    }
                }
                "gs" => self.etat_graphique(&operandes, contenu, &mut etat, dessin),
                "ri" => {
                    let dite = operandes.first().unwrap_or(&Objet::Nul);
                    graphique::intention(dite, &format!("page {}", dessin.page), &mut self.carnet);
                }
                "d0" | "d1" => dessin.chasse = operandes.first().and_then(Objet::nombre),
                "g" | "rg" | "k" | "G" | "RG" | "K" | "cs" | "CS" | "sc" | "scn" | "SC" | "SCN" => {
                    self.colorer(&mot, &operandes, contenu, &mut etat, en_cours, dessin);
                }
                "BT" | "ET" | "Td" | "TD" | "Tm" | "T*" | "Tf" | "Tr" | "TL" | "Tj" | "TJ" | "'" | "\"" => {
                    self.ecrire(&mot, &operandes, contenu, &mut etat, en_cours, dessin);
                }
                _ => {}
            }
            operandes.clear();
        }
        lexeur.blancs();
        if lexeur.pos < contenu.octets.len() {
            // An array that is not closed, values too deep, or no value left to read.
            dessin.manquer("la fin d'un contenu mal formé");
        }
    }

    pub(super) fn ressource(&self, contenu: &Contenu<'_>, genre: &str, nom: &str) -> Option<Objet> {
        let genres = self.fichier.lire(contenu.ressources.dico()?, genre);
        genres.dico()?.brut(nom).cloned()
    }

    fn etat_graphique(&mut self, operandes: &[Objet], contenu: &Contenu<'_>, etat: &mut Etat, dessin: &Dessin) {
        let nom = operandes.first().and_then(Objet::nom).unwrap_or_default();
        let Some(objet) = self.ressource(contenu, "ExtGState", nom) else {
            return;
        };
        self.fonte_de_l_etat(&objet, etat, dessin);
        let lieu = match objet {
            Objet::Ref(numero) if !self.juges.insert(numero) => return,
            Objet::Ref(numero) => format!("objet {numero}"),
            _ => format!("page {}, état graphique /{nom}", dessin.page),
        };
        if let Some(dico) = self.fichier.suivre(&objet).dico() {
            graphique::etat(self.fichier, dico, &lieu, &mut self.carnet);
        }
    }

    /// `/Font` of a graphics state: the font and its size, as `Tf` sets them.
    fn fonte_de_l_etat(&mut self, objet: &Objet, etat: &mut Etat, dessin: &Dessin) {
        let objet = self.fichier.suivre(objet);
        let Some(dico) = objet.dico().filter(|d| d.a("Font")) else { return };
        let dite = self.fichier.lire(dico, "Font");
        let Some([fonte, taille, ..]) = dite.tableau() else { return };
        etat.fonte = self.fonte(fonte, dessin.page);
        etat.plume.taille = self.fichier.suivre(taille).nombre().unwrap_or(0.0);
    }

    /// The colour space of a shading.
    fn degrade(&mut self, degrade: &Objet, contenu: &Contenu<'_>, dessin: &mut Dessin) {
        let degrade = self.fichier.suivre(degrade);
        let Some(dit) = degrade.dico().and_then(|d| d.brut("ColorSpace")) else {
            return;
        };
        let dit = match dit {
            Objet::Nom(nom) => self.ressource(contenu, "ColorSpace", nom).unwrap_or_else(|| dit.clone()),
            autre => autre.clone(),
        };
        let mut usages = Usages::default();
        espace(self.fichier, &dit, &mut usages, 0);
        self.employer(&usages, contenu, dessin);
    }

    /// A pattern that becomes the colour: what its content, or its shading, uses.
    fn motif(&mut self, nom: &str, contenu: &Contenu<'_>, en_cours: &mut Vec<u32>, dessin: &mut Dessin) {
        let Some(objet) = self.ressource(contenu, "Pattern", nom) else {
            return;
        };
        let motif = self.fichier.suivre(&objet);
        match &*motif {
            Objet::Flux(flux) if self.parcourus.insert((flux.numero, 0)) => {
                self.parcourir(flux, Rc::clone(&contenu.ressources), contenu.profondeur, en_cours, dessin);
            }
            Objet::Dico(dico) => {
                if let Some(degrade) = dico.brut("Shading") {
                    self.degrade(degrade, contenu, dessin);
                }
            }
            _ => {}
        }
    }

    fn colorer(
        &mut self,
        mot: &str,
        operandes: &[Objet],
        contenu: &Contenu<'_>,
        etat: &mut Etat,
        en_cours: &mut Vec<u32>,
        dessin: &mut Dessin,
    ) {
        if let ("scn" | "SCN", Some(nom)) = (mot, operandes.last().and_then(Objet::nom)) {
            self.motif(nom, contenu, en_cours, dessin);
        }
        let fond = mot.starts_with(|c: char| c.is_ascii_lowercase());
        let ancien = if fond { &etat.fond } else { &etat.contour };
        let n = nombres(operandes);
        let nouveau = match mot.to_ascii_lowercase().as_str() {
            "g" => self.appareil(Famille::Gris, Espace::Gris, &n, contenu, dessin),
            "rg" => self.appareil(Famille::Rvb, Espace::Rvb, &n, contenu, dessin),
            "k" => self.appareil(Famille::Cmjn, Espace::Cmjn, &n, contenu, dessin),
            "cs" => {
                let Some(nom) = operandes.first().and_then(Objet::nom) else {
                    return;
                };
                match nom {
                    "DeviceGray" => self.appareil(Famille::Gris, Espace::Gris, &[0.0], contenu, dessin),
                    "DeviceRGB" => self.appareil(Famille::Rvb, Espace::Rvb, &[0.0; 3], contenu, dessin),
                    "DeviceCMYK" => self.appareil(Famille::Cmjn, Espace::Cmjn, &[0.0, 0.0, 0.0, 1.0], contenu, dessin),
                    _ => {
                        let objet = self.ressource(contenu, "ColorSpace", nom).unwrap_or(Objet::Nul);
                        let mut usages = Usages::default();
                        let espace = espace(self.fichier, &objet, &mut usages, 0);
                        self.employer(&usages, contenu, dessin);
                        let gris = if matches!(espace, Espace::Autre) { None } else { Some(0) };
                        (espace, gris)
                    }
                }
            }
            _ => (ancien.0.clone(), ancien.0.gris(&n)),
        };
        if fond {
            etat.fond = nouveau;
        } else {
            etat.contour = nouveau;
        }
    }

    /// A device colour: noted, unless the resources put a default space in its place.
    fn appareil(
        &mut self,
        famille: Famille,
        espace: Espace,
        n: &[f64],
        contenu: &Contenu<'_>,
        dessin: &mut Dessin,
    ) -> (Espace, Option<u8>) {
        self.employer_famille(famille, contenu, dessin);
        let gris = espace.gris(n);
        (espace, gris)
    }

    fn peindre_trace(&mut self, mot: &str, trace: &mut Trace, etat: &mut Etat, dessin: &mut Dessin) {
        trace.fermer();
        let contours = std::mem::take(&mut trace.contours);
        let pair_impair = mot.ends_with('*');
        if matches!(mot, "f" | "F" | "f*" | "B" | "B*" | "b" | "b*") {
            match etat.fond.1 {
                Some(gris) => {
                    let travail = dessin.toile.remplir(&contours, pair_impair, gris, etat.coupe, self.pixels.get());
                    self.peindre(travail);
                }
                None => {
                    dessin.non_dessine.insert("un motif");
                }
            }
        }
        if matches!(mot, "S" | "s" | "B" | "B*" | "b" | "b*")
            && let Some(gris) = etat.contour.1
        {
            // The thickness in pixels: the square root of what a unit square becomes.
            let [a, b, c, d, ..] = etat.ctm.0;
            let moitie = etat.epaisseur * (a * d - b * c).abs().sqrt() / 2.0;
            for contour in &contours {
                for (de, vers) in contour.iter().zip(contour.iter().skip(1)) {
                    let travail = dessin
                        .toile
                        .remplir(&[bande(*de, *vers, moitie)], false, gris, etat.coupe, self.pixels.get());
                    if !self.peindre(travail) {
                        return;
                    }
                }
            }
        }
        if std::mem::take(&mut trace.coupe) {
            etat.coupe = Toile::boite(contours.iter().flatten().copied(), etat.coupe);
        }
    }

    fn appeler(&mut self, operandes: &[Objet], contenu: &Contenu<'_>, etat: &Etat, en_cours: &mut Vec<u32>, dessin: &mut Dessin) {
        let Some(nom) = operandes.first().and_then(Objet::nom) else {
            return;
        };
        let Some(objet) = self.ressource(contenu, "XObject", nom).map(|o| self.fichier.suivre(&o)) else {
            return;
        };
        let Some(flux) = objet.flux() else { return };
        if self.juges.insert(flux.numero) {
            let lieu = format!("objet {}", flux.numero);
            graphique::xobjet(self.fichier, &flux.dico, &lieu, &mut self.carnet);
        }
        match self.fichier.lire(&flux.dico, "Subtype").nom() {
            Some("Form") => self.formulaire(
                &objet,
                Rc::clone(&contenu.ressources),
                contenu.profondeur,
                etat.clone(),
                en_cours,
                dessin,
            ),
            Some("Image") => {
                let flux = Rc::clone(flux);
                let (lue, usages) = match self.images.get(&flux.numero) {
                    Some(lue) => lue.clone(),
                    None => {
                        let octets = self.fichier.octets.get(flux.debut..flux.fin).unwrap_or_default();
                        let (lue, usages) = self.lire_image(&flux.dico, octets, contenu);
                        let lue = (lue.map(Rc::new), usages);
                        self.images.insert(flux.numero, lue.clone());
                        lue
                    }
                };
                self.employer(&usages, contenu, dessin);
                self.poser(lue.as_deref(), etat, dessin);
            }
            _ => {}
        }
    }

    fn lire_image(&self, dico: &Dico, octets: &[u8], contenu: &Contenu<'_>) -> (Option<image::Image>, Usages) {
        let mut usages = Usages::default();
        let cote = |longue: &str, courte: &str| {
            let brut = dico.brut(longue).or_else(|| dico.brut(courte));
            brut.and_then(|o| self.fichier.suivre(o).taille()).unwrap_or(0)
        };
        let pixels = cote("Width", "W").saturating_mul(cote("Height", "H"));
        if pixels <= limites::PIXELS_IMAGE && !self.peindre(pixels) {
            return (None, usages);
        }
        let nomme = |nom: &str| self.ressource(contenu, "ColorSpace", nom);
        let lue = image::lire(self.fichier, dico, octets, &nomme, &mut usages, false);
        (lue, usages)
    }

    fn poser(&self, lue: Option<&image::Image>, etat: &Etat, dessin: &mut Dessin) {
        let Some(lue) = lue else {
            dessin.image = true;
            dessin.non_dessine.insert("une image d'un format non lu");
            return;
        };
        if self.pixels.get() == 0 {
            dessin.non_dessine.insert("une image au-delà des bornes");
            return;
        }
        dessin.image = true;
        let travail = dessin.toile.poser(lue, &etat.ctm, etat.fond.1.unwrap_or(0), etat.coupe);
        self.peindre(travail);
    }

    fn image_en_ligne(&mut self, lexeur: &mut Lexeur<'_>, contenu: &Contenu<'_>, etat: &Etat, dessin: &mut Dessin) {
        let mut entrees = Vec::new();
        let mut cle: Option<String> = None;
        while let Some(lu) = lexeur.suivant() {
            match (lu, cle.take()) {
                (Lu::Mot(mot), _) if mot == "ID" => break,
                (Lu::Valeur(v), Some(k)) => entrees.push((k, v)),
                (Lu::Valeur(Objet::Nom(nom)), None) => cle = Some(nom),
                _ => {}
            }
        }
        let dico = Dico(entrees);
        let debut = lexeur.pos + 1;
        let suite = lexeur.octets.get(debut..).unwrap_or_default();
        // The end is `EI` between white spaces; bytes of the image may look so, once in a very long while.
        let fin = memchr::memmem::find_iter(suite, b"EI").find(|i| {
            let avant = i.checked_sub(1).and_then(|a| suite.get(a)).is_none_or(u8::is_ascii_whitespace);
            avant && suite.get(i + 2).is_none_or(u8::is_ascii_whitespace)
        });
        let fin = fin.unwrap_or(suite.len());
        lexeur.pos = (debut + fin + 2).min(lexeur.octets.len());
        if self
            .fichier
            .filtres(&dico)
            .iter()
            .any(|(nom, _)| nom == "LZW" || nom == "LZWDecode")
        {
            self.lzw_en_ligne.insert(dessin.page);
        }
        let octets = suite.get(..fin).unwrap_or_default();
        self.image_incluse(&dico, dessin.page);
        // Its end is guessed: what follows is not held to the letter.
        lexeur.controle = None;
        let (lue, usages) = self.lire_image(&dico, octets, contenu);
        self.employer(&usages, contenu, dessin);
        self.poser(lue.as_ref(), etat, dessin);
    }

    /// What PDF/A-1 forbids in the dictionary of an inline image.
    fn image_incluse(&mut self, dico: &Dico, page: usize) {
        let lieu = format!("page {page}, image incluse");
        let interpole = dico.brut("Interpolate").or_else(|| dico.brut("I"));
        if interpole == Some(&Objet::Bool(true)) {
            self.carnet.noter(Nature::Image, &lieu, "/Interpolate true dans une image");
        }
        graphique::intention(dico.brut("Intent").unwrap_or(&Objet::Nul), &lieu, &mut self.carnet);
    }

    /// The glyphs of a Type 3 font that a string shows, each once: what they use, and the width that they say.
    fn glyphes(&mut self, fonte: &Fonte, octets: &[u8], contenu: &Contenu<'_>, en_cours: &mut Vec<u32>, dessin: &mut Dessin) {
        for code in octets {
            if !self.parcourus.insert((fonte.police.objet, u32::from(*code) + 1)) {
                continue;
            }
            let Some((flux, ressources)) = fonte.glyphe(self.fichier, *code) else {
                continue;
            };
            let ressources = if ressources.dico().is_some() {
                ressources
            } else {
                Rc::clone(&contenu.ressources)
            };
            let Some(chasse) = self.parcourir(&flux, ressources, contenu.profondeur, en_cours, dessin) else {
                continue;
            };
            let largeur = fonte.largeur(self.fichier, *code);
            if largeur.is_some_and(|l| (l - chasse).abs() > 1.0) {
                let lieu = format!("page {}, police « {} », code {code}", dessin.page, fonte.police.nom);
                let vu = format!("{chasse} dans le glyphe, {} dans /Widths", largeur.unwrap_or_default());
                self.carnet.noter(Nature::LargeurGlyphe, lieu, vu);
            }
        }
    }

    fn ecrire(
        &mut self,
        mot: &str,
        operandes: &[Objet],
        contenu: &Contenu<'_>,
        etat: &mut Etat,
        en_cours: &mut Vec<u32>,
        dessin: &mut Dessin,
    ) {
        match mot {
            "Tf" => {
                let nom = operandes.first().and_then(Objet::nom).unwrap_or_default();
                etat.fonte = self.ressource(contenu, "Font", nom).and_then(|o| self.fonte(&o, dessin.page));
            }
            "Td" | "TD" | "Tm" | "T*" | "TL" | "BT" => etat.plume.mener(mot, &nombres(operandes)),
            "'" | "\"" => etat.plume.mener("T*", &[]),
            "Tr" => etat.mode_texte = operandes.first().and_then(Objet::entier).unwrap_or(0),
            _ => {}
        }
        if mot == "Tf" {
            etat.plume.taille = operandes.get(1).and_then(Objet::nombre).unwrap_or(0.0);
        }
        if matches!(mot, "Td" | "TD" | "Tm" | "T*" | "ET" | "'" | "\"") && !dessin.texte.ends_with('\n') {
            dessin.texte.push('\n');
            dessin.en_clair.push('\n');
        }
        if !matches!(mot, "Tj" | "TJ" | "'" | "\"") {
            return;
        }
        let Some(fonte) = etat.fonte.clone() else {
            dessin.texte_complet = false;
            return;
        };
        if etat.mode_texte != 3 {
            if !self.employees.iter().any(|f| Rc::ptr_eq(f, &fonte)) {
                self.employees.push(Rc::clone(&fonte));
            }
            if fonte.peut_dessiner_un_symbole() {
                dessin.non_dessine.insert("un texte en police Type 3 ou de codes-barres");
            }
        }
        let montre = operandes.last().cloned().unwrap_or(Objet::Nul);
        let morceaux = match montre {
            Objet::Tableau(t) => t,
            autre => vec![autre],
        };
        let mut dit = String::new();
        let mut complet = true;
        // A character is taken to be half as wide again as it is high, and a shift counts where it goes.
        let mut pas = (0.0, 0.0);
        for morceau in &morceaux {
            match morceau {
                Objet::Chaine(octets) if dessin.texte.len() + dit.len() < limites::TEXTE => {
                    if etat.mode_texte != 3 {
                        match fonte.police.sous_type.as_str() {
                            "Type3" => self.glyphes(&fonte, octets, contenu, en_cours, dessin),
                            "Type0" => {}
                            _ => fonte.montres.borrow_mut().extend(octets),
                        }
                    }
                    let (texte, entier) = fonte.texte(octets);
                    dit.push_str(&texte);
                    complet &= entier;
                }
                // A wide gap stands for a space.
                Objet::Nombre(n) => {
                    pas.0 += n.max(0.0) / 1000.0;
                    pas.1 += (-n).max(0.0) / 1000.0;
                    if *n < -200.0 && !dit.ends_with(' ') && !(dit.is_empty() && dessin.texte.ends_with(' ')) {
                        dit.push(' ');
                    }
                }
                _ => {}
            }
        }
        pas.1 += 1.5 * dit.chars().count() as f64;
        dessin.texte_complet &= complet;
        // Neither is painted; the second is a clipping path.
        let invisible = matches!(etat.mode_texte, 3 | 7);
        dessin.invisible |= invisible && !dit.trim().is_empty();
        // A font of Type 3 has units of its own: its size says nothing.
        let hors = etat.plume.hors_de_vue(&etat.ctm, &dessin.toile, etat.coupe, pas, dessin.unite);
        dessin.texte.push_str(&dit);
        // What is on both sides of a hidden text is not one word.
        let cache = invisible || (hors && fonte.police.sous_type != "Type3");
        dessin.en_clair.push_str(if cache { " " } else { &dit });
    }

    fn fonte(&mut self, objet: &Objet, page: usize) -> Option<Rc<Fonte>> {
        let numero = if let Objet::Ref(n) = objet { *n } else { 0 };
        if numero != 0
            && let Some(fonte) = self.fontes.get(&numero)
        {
            return Some(Rc::clone(fonte));
        }
        let dico = self.fichier.suivre(objet);
        let fonte = Rc::new(Fonte::lire(self.fichier, dico.dico()?, numero, page));
        if numero != 0 {
            self.fontes.insert(numero, Rc::clone(&fonte));
        } else if let Some(meme) = self
            .employees
            .iter()
            .find(|f| f.police.objet == 0 && f.police.nom == fonte.police.nom)
        {
            return Some(Rc::clone(meme));
        }
        Some(fonte)
    }
}
