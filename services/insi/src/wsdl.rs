//! The WSDL and its schemas. They are of our own writing: the same operations, elements and types as the real contract, none of its
//! text (which is not ours to give away), and schemas that generated clients can load without reaching any other host.

const WSDL: &str = include_str!("../wsdl/icir.wsdl");

/// By number, from 1: what `?xsd=n` answers.
const SCHEMAS: [&str; 9] = [
    include_str!("../wsdl/1-recsans.xsd"),
    include_str!("../wsdl/2-recvit.xsd"),
    include_str!("../wsdl/3-resultat.xsd"),
    include_str!("../wsdl/4-ctxlps.xsd"),
    include_str!("../wsdl/5-ctxbam.xsd"),
    include_str!("../wsdl/6-securite.xsd"),
    include_str!("../wsdl/7-siram.xsd"),
    include_str!("../wsdl/8-assertion.xsd"),
    include_str!("../wsdl/9-adressage.xsd"),
];

/// What stands for the address of the endpoint in these files.
const ADRESSE: &str = "@ADRESSE@";

/// The document that a query asks for (`wsdl`, `xsd=3`), with the address of the endpoint in it. None when it asks for nothing known.
pub(crate) fn document(question: &str, adresse: &str) -> Option<String> {
    let question = question.to_ascii_lowercase();
    let texte = if question == "wsdl" {
        WSDL
    } else {
        let numero: usize = question.strip_prefix("xsd=")?.parse().ok()?;
        SCHEMAS.get(numero.checked_sub(1)?)?
    };
    Some(texte.replace(ADRESSE, &segur_soap::echapper(adresse)))
}
