//! How an envelope is written, where no signature covers it.

use super::super::http::Message;
use super::super::messages::entre;
use super::super::table::Ligne;
use super::{sur_dmp, sur_insi};

fn prefixe(m: Message, de: &str, en: &str) -> Message {
    m.change(&format!("xmlns:{de}="), &format!("xmlns:{en}="))
        .change(&format!("<{de}:"), &format!("<{en}:"))
        .change(&format!("</{de}:"), &format!("</{en}:"))
}

/// How the envelope is written, where no signature covers it.
pub fn enveloppe() -> Vec<Ligne> {
    vec![
        sur_insi("INSi : d'autres préfixes", |m| {
            prefixe(prefixe(prefixe(prefixe(m, "soap", "S"), "wsa", "a"), "lps", "ns4"), "ins", "ns9")
        }),
        sur_insi("INSi : espaces de noms par défaut, déclarés sur place", |m| {
            m.change("<lps:ContexteLPS ", "<ContexteLPS xmlns=\"urn:siram:lps:ctxlps\" ")
                .change("<lps:", "<")
                .change("</lps:", "</")
                .change("<ins:RECSANSVITALE>", "<RECSANSVITALE xmlns=\"http://www.cnamts.fr/INSiRecSans\">")
                .change("<ins:", "<")
                .change("</ins:", "</")
        }),
        sur_insi("INSi : attributs dans un autre ordre, entre apostrophes", |m| {
            m.change("Nature=\"CTXLPS\" Version=\"01_00\"", "Version='01_00'  Nature='CTXLPS'")
                .change("Nature=\"CTXBAM\" Version=\"01_02\"", "Version='01_02'\n Nature='CTXBAM'")
        }),
        sur_insi("INSi : mis en page, fins de ligne CRLF", |m| m.change("><", ">\r\n  <")),
        sur_insi("INSi : déclaration XML et marque d'ordre UTF-8", |m| {
            let corps = [
                b"\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n",
                &m.corps[..],
            ]
            .concat();
            Message { corps, ..m }
        }),
        sur_insi("INSi : en UTF-16", |m| {
            let texte = format!(
                "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?>{}",
                String::from_utf8(m.corps.clone()).unwrap()
            );
            let corps = texte.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let media = m.entete("content-type").replace("utf-8", "utf-16");
            Message { corps, ..m }.avec("Content-Type", &media)
        }),
        sur_insi("INSi : en ISO-8859-1, comme le dit la déclaration", |m| {
            let texte = m.texte();
            m.ecrit(&format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{texte}")).avec(
                "Content-Type",
                "application/soap+xml; charset=ISO-8859-1; action=\"urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite\"",
            )
        }),
        sur_insi("INSi : valeurs en CDATA et en références de caractères", |m| {
            let texte = m.texte();
            let nom = entre(&texte, "<ins:NomNaissance>", "</").to_owned();
            let sexe = entre(&texte, "<ins:Sexe>", "</").to_owned();
            m.change(&format!(">{nom}<"), &format!("><![CDATA[{nom}]]><")).change(
                &format!("<ins:Sexe>{sexe}<"),
                &format!("<ins:Sexe>&#x{:x};<", u32::from(sexe.chars().next().unwrap())),
            )
        }),
        sur_insi("INSi : commentaires entre les éléments", |m| {
            m.change("<soap:Body>", "<!-- appel --><soap:Body><!-- traits -->")
        }),
        sur_dmp("DMP : un autre préfixe d'enveloppe", |m| {
            m.change("xmlns:soap=", "xmlns:env=")
                .change("<soap:", "<env:")
                .change("</soap:", "</env:")
                .change(" soap:mustUnderstand", " env:mustUnderstand")
        }),
        sur_dmp("DMP : en-tête SOAP mis en page, CRLF", |m| {
            m.change("</wsa:MessageID><wsa:To>", "</wsa:MessageID>\r\n\t<wsa:To>")
                .change("</wsa:ReplyTo><wsa:Action", "</wsa:ReplyTo>\r\n\t<wsa:Action")
        }),
        sur_dmp("DMP : blocs d'adressage dans un autre ordre, sans ReplyTo", |m| {
            let texte = m.texte();
            let action = format!("<wsa:Action{}</wsa:Action>", entre(&texte, "<wsa:Action", "</wsa:Action>"));
            m.retire("<wsa:ReplyTo", "</wsa:ReplyTo>")
                .retire("<wsa:Action", "</wsa:Action>")
                .change("<wsa:MessageID>", &format!("{action}<wsa:MessageID>"))
        }),
        sur_dmp("DMP : mustUnderstand vaut 1", |m| {
            m.change("mustUnderstand=\"true\"", "mustUnderstand=\"1\"")
        }),
    ]
}

/// What INSi lets each software choose.
pub fn insi() -> Vec<Ligne> {
    let action = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite";
    let media = |nom, media: String| sur_insi(nom, move |m| m.avec("Content-Type", &media));
    vec![
        media(
            "INSi : Content-Type, action avant charset",
            format!("application/soap+xml; action=\"{action}\"; charset=utf-8"),
        ),
        media(
            "INSi : Content-Type, charset en capitales et entre guillemets",
            format!("application/soap+xml;charset=\"UTF-8\";action=\"{action}\""),
        ),
        media("INSi : Content-Type sans action ni charset", "application/soap+xml".to_owned()),
        sur_insi("INSi : MessageID nu, en capitales", |m| {
            let texte = m.texte();
            let id = entre(&texte, "<wsa:MessageID>", "</").to_owned();
            m.change(&id, &id.trim_start_matches("uuid:").to_uppercase())
        }),
        sur_insi("INSi : MessageID urn:uuid:", |m| {
            m.change("<wsa:MessageID>uuid:", "<wsa:MessageID>urn:uuid:")
        }),
        sur_insi("INSi : Temps à la milliseconde", |m| {
            m.change(":00Z</lps:Temps>", ":00.125Z</lps:Temps>")
                .change(":00Z</bam:Temps>", ":00.125Z</bam:Temps>")
        }),
        sur_insi("INSi : Temps à l'heure de Paris, décalage écrit", |m| {
            m.change("T09:00:00Z</lps:Temps>", "T10:00:00+01:00</lps:Temps>")
        }),
        sur_insi("INSi : Id de contexte en capitales", |m| {
            let texte = m.texte();
            let id = entre(&texte, "<lps:Id>", "</").to_owned();
            m.change(&id, &id.to_uppercase())
        }),
        sur_insi("INSi : COUVERTURE ouverte et fermée", |m| {
            m.change("<bam:COUVERTURE/>", "<bam:COUVERTURE></bam:COUVERTURE>")
        }),
        sur_insi("INSi : un bloc Security vide", |m| {
            m.change("<lps:ContexteLPS", "<wsse:Security/><lps:ContexteLPS")
        }),
        sur_insi("INSi : blocs d'en-tête dans un autre ordre", |m| {
            let texte = m.texte();
            let id = format!(
                "<wsa:MessageID>{}</wsa:MessageID>",
                entre(&texte, "<wsa:MessageID>", "</wsa:MessageID>")
            );
            m.retire("<wsa:MessageID>", "</wsa:MessageID>")
                .change("<lps:ContexteLPS", &format!("{id}<lps:ContexteLPS"))
        }),
    ]
}
