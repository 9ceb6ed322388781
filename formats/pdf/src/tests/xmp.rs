//! The metadata: what XMP defines, what a packet defines itself, and what `/Info` says too.

use super::fabrique::{Fabrique, xmp};
use super::{juger_tout, regles};

const ANNONCE: &str = "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
const ESPACES: &str = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
    xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" \
    xmlns:stRef=\"http://ns.adobe.com/xap/1.0/sType/ResourceRef#\" xmlns:xmpTPg=\"http://ns.adobe.com/xap/1.0/t/pg/\" \
    xmlns:stDim=\"http://ns.adobe.com/xap/1.0/sType/Dimensions#\" xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\" \
    xmlns:a=\"http://exemple.invalid/a/\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
    xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\" \
    xmlns:pdfaType=\"http://www.aiim.org/pdfa/ns/type#\" xmlns:pdfaField=\"http://www.aiim.org/pdfa/ns/field#\"";

fn paquet(proprietes: &str) -> String {
    let texte = String::from_utf8(xmp(&format!("{ANNONCE}{proprietes}"))).unwrap();
    texte.replacen("<rdf:Description ", &format!("<rdf:Description {ESPACES} "), 1)
}

fn document(paquet: impl Into<Vec<u8>>) -> Vec<u8> {
    let mut f = Fabrique::modele();
    f.objets[3].1 = Some(paquet.into());
    f.ecrire()
}

fn dites(paquet: impl Into<Vec<u8>>) -> Vec<String> {
    let constats = juger_tout(&document(paquet));
    assert!(constats.iter().all(|c| c.is_error() || c.rule == "pdf.a1.xmp"), "{constats:#?}");
    regles(&constats).into_iter().map(str::to_owned).collect()
}

#[test]
fn une_propriete_juste_ne_dit_rien() {
    for juste in [
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Titre</rdf:li></rdf:Alt></dc:title>",
        "<dc:creator><rdf:Seq><rdf:li>Une personne</rdf:li></rdf:Seq></dc:creator>",
        "<dc:format>application/pdf</dc:format>",
        "<dc:date><rdf:Seq><rdf:li>2026-01-15</rdf:li></rdf:Seq></dc:date>",
        "<xmp:CreateDate>2026-01-15T09:00:00+01:00</xmp:CreateDate><xmp:BaseURL rdf:resource=\"https://exemple.invalid/\"/>",
        "<xmp:Identifier><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><rdf:value>1</rdf:value><a:sorte>x</a:sorte></rdf:li></rdf:Bag></xmp:Identifier>",
        "<xmpMM:DerivedFrom stRef:instanceID=\"uuid:1\" stRef:documentID=\"uuid:2\"/>",
        "<xmpMM:DerivedFrom rdf:parseType=\"Resource\"><stRef:instanceID>uuid:1</stRef:instanceID></xmpMM:DerivedFrom>",
        "<xmpMM:SaveID>12</xmpMM:SaveID><xmpRights:Marked>True</xmpRights:Marked>",
        "<xmpTPg:MaxPageSize><rdf:Description><stDim:w>21.5</stDim:w><stDim:unit>cm</stDim:unit></rdf:Description></xmpTPg:MaxPageSize>",
        "<exif:ISOSpeedRatings><rdf:Seq><rdf:li>100</rdf:li></rdf:Seq></exif:ISOSpeedRatings>",
    ] {
        assert_eq!(dites(paquet(juste)), [""; 0], "{juste}");
    }
}

#[test]
fn une_propriete_inconnue_ou_d_un_autre_type_est_dite() {
    for faux in [
        "<xmp:Label>a</xmp:Label>",
        "<pdf:Trapped>False</pdf:Trapped>",
        "<a:inconnue>a</a:inconnue>",
        "<pdfaid:corr>1</pdfaid:corr>",
        "<dc:title>Titre</dc:title>",
        "<dc:title><rdf:Alt><rdf:li>Titre</rdf:li></rdf:Alt></dc:title>",
        "<dc:creator><rdf:Bag><rdf:li>Une personne</rdf:li></rdf:Bag></dc:creator>",
        "<dc:date><rdf:Seq><rdf:li>15/01/2026</rdf:li></rdf:Seq></dc:date>",
        "<xmp:CreateDate>hier</xmp:CreateDate>",
        "<xmpMM:SaveID>2.0</xmpMM:SaveID>",
        "<xmpRights:Marked>true</xmpRights:Marked>",
        "<xmpMM:DerivedFrom>uuid:1</xmpMM:DerivedFrom>",
        "<xmpMM:DerivedFrom stRef:autre=\"1\"/>",
        "<xmpTPg:MaxPageSize stDim:w=\"large\"/>",
        "<exif:ISOSpeedRatings><rdf:Seq><rdf:li>1/2</rdf:li></rdf:Seq></exif:ISOSpeedRatings>",
    ] {
        assert_eq!(dites(paquet(faux)), ["pdf.a1.xmp-propriete"], "{faux}");
    }
}

/// An extension schema of one property, and what of it is changed.
fn extension(avant: &str, apres: &str) -> String {
    let schema = "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>Essai</pdfaSchema:schema>\
        <pdfaSchema:namespaceURI>http://exemple.invalid/a/</pdfaSchema:namespaceURI><pdfaSchema:prefix>a</pdfaSchema:prefix>\
        <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>numero</pdfaProperty:name>\
        <pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>\
        <pdfaProperty:description>Un nombre</pdfaProperty:description></rdf:li><rdf:li pdfaProperty:name=\"point\" \
        pdfaProperty:valueType=\"bag Point\" pdfaProperty:category=\"internal\" pdfaProperty:description=\"Des points\"/></rdf:Seq>\
        </pdfaSchema:property><pdfaSchema:valueType><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><pdfaType:type>Point</pdfaType:type>\
        <pdfaType:namespaceURI>http://exemple.invalid/a/</pdfaType:namespaceURI><pdfaType:prefix>a</pdfaType:prefix>\
        <pdfaType:description>Un point</pdfaType:description><pdfaType:field><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
        <pdfaField:name>x</pdfaField:name><pdfaField:valueType>Real</pdfaField:valueType>\
        <pdfaField:description>Abscisse</pdfaField:description></rdf:li></rdf:Seq></pdfaType:field></rdf:li></rdf:Seq>\
        </pdfaSchema:valueType></rdf:li></rdf:Bag></pdfaExtension:schemas>\
        <a:numero>3</a:numero><a:point><rdf:Bag><rdf:li a:x=\"1.5\"/></rdf:Bag></a:point>";
    assert!(schema.contains(avant), "{avant}");
    paquet(&schema.replace(avant, apres))
}

#[test]
fn un_schema_d_extension_definit_ses_proprietes() {
    assert_eq!(dites(extension("a", "a")), [""; 0]);
    for (avant, apres, regle) in [
        ("<a:numero>3<", "<a:numero>trois<", "pdf.a1.xmp-propriete"),
        ("a:x=\"1.5\"", "a:y=\"1.5\"", "pdf.a1.xmp-propriete"),
        ("a:x=\"1.5\"", "a:x=\"x\"", "pdf.a1.xmp-propriete"),
        ("</a:numero>", "</a:numero><a:autre>1</a:autre>", "pdf.a1.xmp-propriete"),
        (">external<", ">externe<", "pdf.a1.xmp-extension"),
        ("<pdfaSchema:prefix>a</pdfaSchema:prefix>", "", "pdf.a1.xmp-extension"),
        (
            "<pdfaProperty:description>Un nombre</pdfaProperty:description>",
            "",
            "pdf.a1.xmp-extension",
        ),
        (
            "<pdfaType:prefix>",
            "<pdfaType:autre>x</pdfaType:autre><pdfaType:prefix>",
            "pdf.a1.xmp-extension",
        ),
    ] {
        assert_eq!(dites(extension(avant, apres)), [regle], "{avant}");
    }
    let prefixe = extension("a", "a").replace("pdfaField", "champ");
    assert_eq!(dites(prefixe), ["pdf.a1.xmp-extension"]);
    let sequence = extension("a", "a")
        .replacen("<rdf:Bag>", "<rdf:Seq>", 1)
        .replacen("</rdf:Bag></pdfaE", "</rdf:Seq></pdfaE", 1);
    assert_eq!(dites(sequence), ["pdf.a1.xmp-extension", "pdf.a1.xmp-propriete"]);
}

#[test]
fn l_entete_le_prefixe_et_la_forme_du_paquet() {
    assert_eq!(
        dites(paquet("").replace("?><x:xmpmeta", " bytes=\"12\"?><x:xmpmeta")),
        ["pdf.a1.xmp-entete"]
    );
    assert_eq!(
        dites(paquet("").replace("?><x:xmpmeta", " encoding='UTF-8'?><x:xmpmeta")),
        ["pdf.a1.xmp-entete"]
    );
    assert_eq!(dites(paquet("").replace("pdfaid", "autre")), ["pdf.a1.identification"]);
    for faux in [
        "<dc:format rdf:parseType=\"Literal\">a/b</dc:format>",
        "<dc:subject><rdf:Bag><dc:autre>a</dc:autre></rdf:Bag></dc:subject>",
        "<dc:subject><rdf:Bag/><rdf:Bag/></dc:subject>",
        "du texte",
    ] {
        assert_eq!(dites(paquet(faux)), ["pdf.a1.xmp"], "{faux}");
    }
}

#[test]
fn un_paquet_est_lu_dans_les_encodages_de_xmp() {
    let texte = paquet("<dc:format>application/pdf</dc:format>");
    let marque = format!("\u{FEFF}{texte}");
    for texte in [texte.as_str(), &marque] {
        for gros in [false, true] {
            let deux = |u: u16| if gros { u.to_be_bytes() } else { u.to_le_bytes() };
            let quatre = |c: char| {
                if gros {
                    u32::from(c).to_be_bytes()
                } else {
                    u32::from(c).to_le_bytes()
                }
            };
            let seize: Vec<u8> = texte.encode_utf16().flat_map(deux).collect();
            let trente_deux: Vec<u8> = texte.chars().flat_map(quatre).collect();
            for octets in [seize, trente_deux] {
                assert_eq!(dites(octets), [""; 0]);
            }
        }
    }
    // Half a character at the end is passed over, as padding is; a character that is none is told.
    let faux: Vec<u8> = texte.chars().flat_map(|c| (u32::from(c) + 0x0020_0000).to_le_bytes()).collect();
    assert_eq!(dites(faux), ["pdf.a1.annonce-exigee", "pdf.a1.xmp"]);
}

#[test]
fn info_et_les_metadonnees_disent_la_meme_chose() {
    let metadonnees = "<dc:title><rdf:Alt><rdf:li xml:lang=\"fr\">Autre</rdf:li><rdf:li xml:lang=\"x-default\">Été</rdf:li></rdf:Alt></dc:title>\
        <dc:creator><rdf:Seq><rdf:li>Une personne</rdf:li></rdf:Seq></dc:creator><pdf:Producer>P</pdf:Producer>\
        <xmp:CreateDate>2026-01-15T09:00:00+01:00</xmp:CreateDate>";
    let mut f = Fabrique::modele();
    f.objets[3].1 = Some(paquet(metadonnees).into_bytes());
    let avec = |f: &Fabrique, info: &str| {
        let mut f = f.clone();
        f.trailer += &format!(" /Info << {info} >>");
        let constats = juger_tout(&f.ecrire());
        regles(&constats).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for juste in [
        "",
        "/Title (\\311t\\351) /Author (Une personne) /Producer (P) /CreationDate (D:20260115080000Z)",
        "/Title <FEFF00C9007400E9> /CreationDate (D:20260115090000+01'00')",
        "/Subject () /Keywords null /Autre (a)",
    ] {
        assert_eq!(avec(&f, juste), [""; 0], "{juste}");
    }
    for faux in [
        "/Title (Autre)",
        "/Title 12",
        "/Author (Une personne, une autre)",
        "/Subject (a)",
        "/Creator (a)",
        "/CreationDate (D:20260115090000Z)",
        "/ModDate (D:20260115090000+01'00')",
    ] {
        assert_eq!(avec(&f, faux), ["pdf.a1.info"], "{faux}");
    }
    let deux = paquet(metadonnees).replace(
        "<rdf:li>Une personne</rdf:li>",
        "<rdf:li>Une personne</rdf:li><rdf:li>Une autre</rdf:li>",
    );
    f.objets[3].1 = Some(deux.into_bytes());
    assert_eq!(avec(&f, "/Author (Une personne)"), ["pdf.a1.info"]);
}
