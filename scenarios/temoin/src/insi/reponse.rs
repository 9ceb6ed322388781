//! The answer of INSi, read by namespace: prefixes and places change from one real answer to the next.

use roxmltree::{Document, Node, ParsingOptions};

const SOAP: &str = "http://www.w3.org/2003/05/soap-envelope";
const RESULTAT: &str = "http://www.cnamts.fr/INSiResultat";
const SIRAM: &str = "urn:siram";
const HISTORIQUE_MAX: usize = 100;

/// One INS as answered: matricule and key, apart until here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InsLu {
    pub matricule: String,
    pub cle: String,
    pub oid: String,
}

impl InsLu {
    /// The 15 characters.
    pub(crate) fn complet(&self) -> String {
        format!("{}{}", self.matricule, self.cle)
    }
}

/// The person found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Individu {
    pub actif: InsLu,
    pub historique: Vec<InsLu>,
    pub nom_naissance: String,
    /// `ListePrenom`, or `Prenom` when there is no list.
    pub liste_prenoms: String,
    /// `Prenom`, or the first of the list.
    pub prenom: String,
    pub sexe: String,
    pub date_naissance: String,
    pub lieu_naissance: String,
}

/// What INSi said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reponse {
    /// 00.
    Trouve(Box<Individu>),
    /// 01.
    Aucune,
    /// 02.
    Plusieurs,
    /// A SOAP fault: its code (`insi_102`, else its sub-code) and its sentence.
    Faute { code: String, texte: String },
}

/// Reads an answer.
///
/// # Errors
/// Why it cannot be read (French).
pub(crate) fn lire(octets: &[u8]) -> Result<Reponse, String> {
    let texte = std::str::from_utf8(octets).map_err(|_| "la réponse n'est pas en UTF-8".to_owned())?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: 20_000,
        ..ParsingOptions::default()
    };
    let doc = Document::parse_with_options(texte.trim_start(), options).map_err(|e| format!("la réponse n'est pas du XML : {e}"))?;
    let enveloppe = doc.root_element();
    if !enveloppe.has_tag_name((SOAP, "Envelope")) {
        return Err("la réponse n'est pas une enveloppe SOAP 1.2".to_owned());
    }
    let corps = enfant(enveloppe, SOAP, "Body").ok_or("l'enveloppe n'a pas de Body")?;
    if let Some(faute) = enfant(corps, SOAP, "Fault") {
        return Ok(lire_faute(faute));
    }
    let resultat = enfant(corps, RESULTAT, "RESULTAT").ok_or("le Body ne contient ni RESULTAT ni Fault")?;
    let code = enfant(resultat, RESULTAT, "CR").map(|cr| valeur(cr, "CodeCR")).unwrap_or_default();
    match code.as_str() {
        "00" => lire_individu(resultat).map(|i| Reponse::Trouve(Box::new(i))),
        "01" => Ok(Reponse::Aucune),
        "02" => Ok(Reponse::Plusieurs),
        autre => Err(format!("CodeCR « {autre} » inconnu")),
    }
}

fn lire_faute(faute: Node<'_, '_>) -> Reponse {
    let sous_code = enfant(faute, SOAP, "Code")
        .and_then(|c| enfant(c, SOAP, "Subcode"))
        .and_then(|c| enfant(c, SOAP, "Value"))
        .map(texte)
        .map(|q| q.rsplit(':').next().unwrap_or_default().to_owned());
    let raison = enfant(faute, SOAP, "Reason").and_then(|r| enfant(r, SOAP, "Text")).map(texte);
    let erreur = enfant(faute, SOAP, "Detail").and_then(|d| enfant(d, SIRAM, "Erreur"));
    let code = erreur.and_then(|e| e.attribute("code")).map(str::to_owned);
    Reponse::Faute {
        code: code.or(sous_code).unwrap_or_else(|| "faute".to_owned()),
        texte: raison.unwrap_or_default(),
    }
}

fn lire_individu(resultat: Node<'_, '_>) -> Result<Individu, String> {
    let individu = enfant(resultat, RESULTAT, "INDIVIDU").ok_or("réponse 00 sans INDIVIDU")?;
    let actif = enfant(individu, RESULTAT, "INSACTIF")
        .map(lire_ins)
        .ok_or("réponse 00 sans INSACTIF")?;
    if actif.matricule.len() != 13 || !actif.matricule.is_ascii() || actif.oid.is_empty() {
        return Err("réponse 00 dont l'INS actif est incomplet".to_owned());
    }
    let historique = individu
        .children()
        .filter(|n| n.has_tag_name((RESULTAT, "INSHISTO")))
        .take(HISTORIQUE_MAX)
        .map(lire_ins)
        .collect();
    let tiq = enfant(individu, RESULTAT, "TIQ").ok_or("réponse 00 sans TIQ")?;
    let (liste, prenom) = (valeur(tiq, "ListePrenom"), valeur(tiq, "Prenom"));
    let premier = liste.split_whitespace().next().unwrap_or_default().to_owned();
    Ok(Individu {
        actif,
        historique,
        nom_naissance: valeur(tiq, "NomNaissance"),
        liste_prenoms: if liste.is_empty() { prenom.clone() } else { liste },
        prenom: if prenom.is_empty() { premier } else { prenom },
        sexe: valeur(tiq, "Sexe"),
        date_naissance: valeur(tiq, "DateNaissance"),
        lieu_naissance: valeur(tiq, "LieuNaissance"),
    })
}

fn lire_ins(ins: Node<'_, '_>) -> InsLu {
    let id = enfant(ins, RESULTAT, "IdIndividu");
    let de = |nom| id.map(|n| valeur(n, nom)).unwrap_or_default();
    let (matricule, cle) = (de("NumIdentifiant"), de("Cle"));
    // The schema lets the key be absent: it is computed then. A key that is there is kept as it came, INSi is the authority.
    let cle = if cle.is_empty() {
        segur_ids::cle_ins(&matricule).map(|c| format!("{c:02}")).unwrap_or_default()
    } else {
        cle
    };
    InsLu {
        matricule,
        cle,
        oid: valeur(ins, "OID"),
    }
}

fn enfant<'a, 'i>(n: Node<'a, 'i>, espace: &str, nom: &str) -> Option<Node<'a, 'i>> {
    n.children().find(|c| c.has_tag_name((espace, nom)))
}

fn valeur(n: Node<'_, '_>, nom: &str) -> String {
    enfant(n, RESULTAT, nom).map(texte).unwrap_or_default()
}

fn texte(n: Node<'_, '_>) -> String {
    n.children()
        .filter_map(|c| if c.is_text() { c.text() } else { None })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enveloppe(corps: &str) -> String {
        // Another prefix for each level, as real answers do.
        format!("<S:Envelope xmlns:S=\"{SOAP}\"><env:Body xmlns:env=\"{SOAP}\">{corps}</env:Body></S:Envelope>")
    }

    fn resultat(contenu: &str) -> String {
        enveloppe(&format!("<RESULTAT xmlns=\"{RESULTAT}\">{contenu}</RESULTAT>"))
    }

    #[test]
    fn codes() {
        let cr = |c: &str| lire(resultat(&format!("<CR><CodeCR>{c}</CodeCR><LibelleCR>x</LibelleCR></CR>")).as_bytes());
        assert_eq!(cr("01").unwrap(), Reponse::Aucune);
        assert_eq!(cr("02").unwrap(), Reponse::Plusieurs);
        assert!(cr("03").unwrap_err().contains("« 03 »"));
        assert!(cr("00").unwrap_err().contains("INDIVIDU"));
    }

    #[test]
    fn individu() {
        let xml = resultat(
            "<CR><CodeCR>00</CodeCR></CR><INDIVIDU><INSACTIF><IdIndividu><NumIdentifiant>1090763220834</NumIdentifiant></IdIndividu>\
             <OID>1.2.250.1.213.1.4.8</OID></INSACTIF><INSHISTO><DateDeb>2019-03-01</DateDeb><IdIndividu><NumIdentifiant>2090763220834\
             </NumIdentifiant><Cle>39</Cle></IdIndividu><OID>1.2.250.1.213.1.4.8</OID></INSHISTO><TIQ><NomNaissance>ECETINSI</NomNaissance>\
             <ListePrenom> PIERRE-ALAIN MURIEL </ListePrenom><Sexe>M</Sexe><DateNaissance>2009-07-14</DateNaissance></TIQ></INDIVIDU>",
        );
        let Reponse::Trouve(i) = lire(xml.as_bytes()).unwrap() else {
            panic!("trouvé attendu")
        };
        assert_eq!(i.actif.complet(), "109076322083489", "absent key is computed");
        assert_eq!(i.historique[0].complet(), "209076322083439");
        assert_eq!(
            (i.liste_prenoms.as_str(), i.prenom.as_str()),
            ("PIERRE-ALAIN MURIEL", "PIERRE-ALAIN")
        );
        assert_eq!((i.lieu_naissance.as_str(), i.sexe.as_str()), ("", "M"));
    }

    #[test]
    fn fautes() {
        let faute = |detail: &str| {
            enveloppe(&format!(
                "<S:Fault><S:Code><S:Value>S:Receiver</S:Value><S:Subcode><S:Value>S:siram_40</S:Value></S:Subcode></S:Code>\
                 <S:Reason><S:Text xml:lang=\"fr\">Indisponible</S:Text></S:Reason>{detail}</S:Fault>"
            ))
        };
        let avec = faute("<S:Detail><x:Erreur xmlns:x=\"urn:siram\" code=\"insi_102\"/></S:Detail>");
        assert_eq!(
            lire(avec.as_bytes()).unwrap(),
            Reponse::Faute {
                code: "insi_102".into(),
                texte: "Indisponible".into()
            }
        );
        assert_eq!(
            lire(faute("").as_bytes()).unwrap(),
            Reponse::Faute {
                code: "siram_40".into(),
                texte: "Indisponible".into()
            }
        );
    }

    #[test]
    fn illisibles() {
        for octets in [
            &b""[..],
            b"<a",
            b"\xff",
            b"<a/>",
            b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            enveloppe("<x/>").as_bytes(),
        ] {
            lire(octets).unwrap_err();
        }
    }

    /// Real answers of the service, which the project does not hold.
    #[test]
    fn reponses_publiees() {
        let Some(corpus) = segur_essais::corpus("insi") else { return };
        let lues = |dossier: &str| {
            let mut fichiers: Vec<_> = std::fs::read_dir(corpus.join(dossier))
                .unwrap()
                .map(|f| f.unwrap().path())
                .collect();
            fichiers.sort();
            fichiers
                .into_iter()
                .map(|f| (f.display().to_string(), lire(&std::fs::read(f).unwrap())))
                .collect::<Vec<_>>()
        };
        let mut trouves = 0;
        for (nom, r) in lues("responses") {
            match r.unwrap_or_else(|e| panic!("{nom} : {e}")) {
                Reponse::Trouve(i) => {
                    trouves += 1;
                    assert!(
                        i.actif.complet().len() == 15 && !i.nom_naissance.is_empty() && !i.liste_prenoms.is_empty(),
                        "{nom} : {i:?}"
                    );
                    assert!(i.historique.iter().all(|h| h.complet().len() == 15), "{nom} : {i:?}");
                }
                autre => assert_eq!(autre, Reponse::Aucune, "{nom}"),
            }
        }
        assert!(trouves >= 5, "{trouves}");
        for (nom, r) in lues("faults") {
            assert!(
                matches!(r, Ok(Reponse::Faute { ref code, .. }) if code == "insi_102" || code == "desir_550"),
                "{nom} : {r:?}"
            );
        }
    }
}
