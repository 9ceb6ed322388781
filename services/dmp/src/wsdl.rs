//! The WSDLs and their schemas. They are of our own writing: the operations, elements and types that this version plays, none of the
//! text of the real contract (which is not ours to give away), and schemas that generated clients can load without reaching any other
//! host.

const PATIENTS: Contrat = Contrat {
    wsdl: include_str!("../wsdl/patients.wsdl"),
    schemas: &[include_str!("../wsdl/patients-1-hl7v3.xsd")],
};

const REPOSITORY: Contrat = Contrat {
    wsdl: include_str!("../wsdl/repository.wsdl"),
    schemas: &[
        include_str!("../wsdl/repository-1-xds.xsd"),
        include_str!("../wsdl/repository-2-lcm.xsd"),
        include_str!("../wsdl/repository-3-rs.xsd"),
        include_str!("../wsdl/repository-4-rim.xsd"),
        include_str!("../wsdl/repository-5-xml.xsd"),
    ],
};

/// What stands for the address of the endpoint in these files.
const ADRESSE: &str = "@ADRESSE@";

struct Contrat {
    wsdl: &'static str,
    /// By number, from 1: what `?xsd=n` answers.
    schemas: &'static [&'static str],
}

/// The document that a query asks for (`wsdl`, `xsd=3`) of a service (`patients`, `repository`), with the address of the endpoint in
/// it. None when it asks for nothing known.
pub(crate) fn document(service: &str, question: &str, adresse: &str) -> Option<String> {
    let contrat = match service {
        "patients" => PATIENTS,
        "repository" => REPOSITORY,
        _ => return None,
    };
    let question = question.to_ascii_lowercase();
    let texte = if question == "wsdl" {
        contrat.wsdl
    } else {
        let numero: usize = question.strip_prefix("xsd=")?.parse().ok()?;
        contrat.schemas.get(numero.checked_sub(1)?)?
    };
    Some(texte.replace(ADRESSE, &segur_soap::echapper(adresse)))
}
