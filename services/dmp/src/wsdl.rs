//! The WSDLs and their schemas. They are of our own writing: the operations, elements and types that this version plays, none of the
//! text of the real contract (which is not ours to give away), and schemas that generated clients can load without reaching any other
//! host.
//!
//! `…/patients` has three contracts, as the real one has three files for it: `?wsdl` (existence and administrative data),
//! `?wsdl=recherche` (a patient without INS) and `?wsdl=liste` (the DMP on which one is authorised). The others have one.

/// What the schemas of the repository and of the registry share, from their second on.
const LCM: &str = include_str!("../wsdl/ebxml-2-lcm.xsd");
const RS: &str = include_str!("../wsdl/ebxml-3-rs.xsd");
const RIM: &str = include_str!("../wsdl/ebxml-4-rim.xsd");
const XML: &str = include_str!("../wsdl/ebxml-5-xml.xsd");

const CONTRATS: [Contrat; 4] = [
    Contrat {
        service: "patients",
        wsdl: &[
            ("wsdl", include_str!("../wsdl/patients.wsdl")),
            ("wsdl=recherche", include_str!("../wsdl/patients-recherche.wsdl")),
            ("wsdl=liste", include_str!("../wsdl/patients-liste.wsdl")),
        ],
        schemas: &[
            include_str!("../wsdl/patients-1-existence.xsd"),
            include_str!("../wsdl/patients-2-recherche.xsd"),
        ],
    },
    Contrat {
        service: "habilitations",
        wsdl: &[("wsdl", include_str!("../wsdl/habilitations.wsdl"))],
        schemas: &[],
    },
    Contrat {
        service: "repository",
        wsdl: &[("wsdl", include_str!("../wsdl/repository.wsdl"))],
        schemas: &[include_str!("../wsdl/repository-1-xds.xsd"), LCM, RS, RIM, XML],
    },
    Contrat {
        service: "registry",
        wsdl: &[("wsdl", include_str!("../wsdl/registry.wsdl"))],
        schemas: &[include_str!("../wsdl/registry-1-query.xsd"), LCM, RS, RIM, XML],
    },
];

/// What stands for the address of the endpoint in these files.
const ADRESSE: &str = "@ADRESSE@";

struct Contrat {
    /// Below the endpoint.
    service: &'static str,
    /// By query.
    wsdl: &'static [(&'static str, &'static str)],
    /// By number, from 1: what `?xsd=n` answers.
    schemas: &'static [&'static str],
}

/// The document that a query asks for (`wsdl`, `xsd=3`) of a service (`patients`, `repository`), with the address of the endpoint in
/// it. None when it asks for nothing known.
pub(crate) fn document(service: &str, question: &str, adresse: &str) -> Option<String> {
    let contrat = CONTRATS.iter().find(|c| c.service == service)?;
    let question = question.to_ascii_lowercase();
    let texte = match question.strip_prefix("xsd=") {
        Some(numero) => contrat.schemas.get(numero.parse::<usize>().ok()?.checked_sub(1)?)?,
        None => contrat.wsdl.iter().find(|(q, _)| *q == question).map(|(_, texte)| texte)?,
    };
    Some(texte.replace(ADRESSE, &segur_soap::echapper(adresse)))
}
